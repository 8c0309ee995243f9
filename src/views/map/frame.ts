/** Map coordinates of all items, ready for the graphics card. */
export interface Framed {
  /** rows x 3 map units: the cloud centred on the origin with radius 1. A row that has no place is NaN. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Largest distance from the origin, at least 1; larger when outliers lie outside the unit ball. */
  readonly reach: number;
}

/** An outlier may not shrink the rest to less than this share of the pane. */
const OUTLIER = 4;
const QUANTILE = 0.95;
const QUANTILE_SAMPLE = 20_000;

/**
 * Moves and scales coordinates into the unit ball, keeping their proportions, so that the camera means the same
 * for every projection and a passage between two of them stays in sight.
 * The radius is the largest distance from the middle of the bounding box, but at most 4 times its 95 % quantile:
 * a single stray point stays on the map, outside the first view, and the cloud remains legible.
 * @param coordinates rows x dims, row-major; rows with a non-finite value have no place
 */
export function frameCoordinates(coordinates: Float32Array, dims: 2 | 3): Framed {
  const rows = Math.floor(coordinates.length / dims);
  const positions = new Float32Array(rows * 3);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < rows; i++) {
    let finite = true;
    for (let d = 0; d < dims; d++) finite &&= Number.isFinite(coordinates[i * dims + d]!);
    for (let d = 0; d < 3; d++) {
      const value = !finite ? NaN : d < dims ? coordinates[i * dims + d]! : 0;
      positions[i * 3 + d] = value;
      if (value < low[d]!) low[d] = value;
      if (value > high[d]!) high[d] = value;
    }
  }
  if (!(low[0]! <= high[0]!)) return { positions, reach: 1 };
  const centre = [0, 1, 2].map((d) => (low[d]! + high[d]!) / 2) as [number, number, number];
  const distance = (i: number): number =>
    Math.hypot(
      positions[i * 3]! - centre[0],
      positions[i * 3 + 1]! - centre[1],
      positions[i * 3 + 2]! - centre[2],
    );
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    const r = distance(i);
    if (r > largest) largest = r;
  }
  const step = Math.ceil(rows / QUANTILE_SAMPLE);
  const sample: number[] = [];
  for (let i = 0; i < rows; i += step) {
    const r = distance(i);
    if (!Number.isNaN(r)) sample.push(r);
  }
  sample.sort((a, b) => a - b);
  const usual = sample[Math.floor(QUANTILE * (sample.length - 1))] ?? 0;
  const radius = (usual > 0 ? Math.min(largest, OUTLIER * usual) : largest) || 1;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = (positions[i]! - centre[i % 3]!) / radius;
  }
  return { positions, reach: Math.max(1, largest / radius) };
}
