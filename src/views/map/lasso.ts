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
  const n = polygon.length;
  let px = polygon[n - 2]!;
  let py = polygon[n - 1]!;
  for (let i = 0; i + 1 < n; i += 2) {
    const qx = polygon[i]!;
    const qy = polygon[i + 1]!;
    if (py > y !== qy > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) inside = !inside;
    px = qx;
    py = qy;
  }
  return inside;
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
  const found: number[] = [];
  for (let item = 0; 2 * item < xy.length; item++) {
    const x = xy[2 * item]!;
    const y = xy[2 * item + 1]!;
    // NaN fails all four comparisons.
    if (x >= left && x <= right && y >= top && y <= bottom && insidePolygon(polygon, x, y)) {
      found.push(item);
    }
  }
  return Uint32Array.from(found);
}
