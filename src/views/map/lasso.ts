/** A closed outline on the screen: x0, y0, x1, y1, ... in CSS pixels; the last point joins the first. */
export type Polygon = readonly number[];

/** The four corners of a box given by two opposite ones. */
export function boxPolygon(x0: number, y0: number, x1: number, y1: number): Polygon {
  return [x0, y0, x1, y0, x1, y1, x0, y1];
}

/**
 * Whether (x, y) lies inside, by the even-odd rule: a lasso that crosses itself leaves a hole, as it looks.
 * Of two polygons that share an edge, a point on it belongs to exactly one (half-open test).
 */
export function insidePolygon(polygon: Polygon, x: number, y: number): boolean {
  let inside = false;
  for (let edge = 0; edge + 1 < polygon.length; edge += 2) {
    if (crosses(polygon, edge, x, y)) inside = !inside;
  }
  return inside;
}

/** Whether the edge that ends at corner `edge` is to the right of (x, y), at its height. */
function crosses(polygon: Polygon, edge: number, x: number, y: number): boolean {
  const before = edge === 0 ? polygon.length - 2 : edge - 2;
  const py = polygon[before + 1]!;
  const qy = polygon[edge + 1]!;
  if (py > y === qy > y) return false;
  const qx = polygon[edge]!;
  return x < ((polygon[before]! - qx) * (y - qy)) / (py - qy) + qx;
}

/**
 * Items whose place on the screen lies inside the polygon.
 * @param xy item i at (xy[2i], xy[2i+1]) in CSS pixels; NaN for an item out of reach
 * @returns sorted item indices
 */
export function itemsInside(polygon: Polygon, xy: Float32Array): Uint32Array<ArrayBuffer> {
  if (polygon.length < 6) return new Uint32Array(0);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < polygon.length; i += 2) {
    left = Math.min(left, polygon[i]!);
    right = Math.max(right, polygon[i]!);
    top = Math.min(top, polygon[i + 1]!);
    bottom = Math.max(bottom, polygon[i + 1]!);
  }
  const bands = edgeBands(polygon, top, bottom);
  const found = new Uint32Array(xy.length / 2);
  let count = 0;
  for (let item = 0; 2 * item < xy.length; item++) {
    const x = xy[2 * item]!;
    const y = xy[2 * item + 1]!;
    // NaN fails all four comparisons.
    if (!(x >= left && x <= right && y >= top && y <= bottom)) continue;
    let inside = false;
    for (const edge of bands.at(y)) if (crosses(polygon, edge, x, y)) inside = !inside;
    if (inside) found[count++] = item;
  }
  return found.slice(0, count);
}

const BANDS = 256;

/** The edges of an outline by height, so that a place asks only those that pass at its own: a lasso has hundreds. */
function edgeBands(polygon: Polygon, top: number, bottom: number) {
  const scale = BANDS / Math.max(bottom - top, 1e-6);
  const band = (y: number): number => Math.min(BANDS - 1, Math.floor((y - top) * scale));
  const bands = Array.from({ length: BANDS }, (): number[] => []);
  for (let edge = 0; edge + 1 < polygon.length; edge += 2) {
    const a = band(polygon[(edge === 0 ? polygon.length : edge) - 1]!);
    const b = band(polygon[edge + 1]!);
    for (let k = Math.min(a, b); k <= Math.max(a, b); k++) bands[k]!.push(edge);
  }
  return { at: (y: number): readonly number[] => bands[band(y)]! };
}
