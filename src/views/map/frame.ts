/** Map coordinates of all items, ready for the graphics card. */
export interface Framed {
  /** rows x 3 map units: the cloud centred on the origin with radius 1. A row that has no place is NaN. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Largest distance from the origin, at least 1; larger when outliers lie outside the unit ball. */
  readonly reach: number;
}

/** The middle nine tenths of the values on an axis, and how far beyond them, in their own width, is still the cloud. */
const TAIL = 0.05;
const BEYOND = 3;
const QUANTILE_SAMPLE = 5000;

/**
 * Moves and scales coordinates into the unit ball, keeping their proportions, so that the camera means the same
 * for every projection and a passage between two of them stays in sight.
 * Points far out (over three times the width of the middle 90 % beyond it, on some axis) count neither for the
 * centre nor for the radius: they stay on the map, outside the first view, and the cloud remains legible.
 * @param coordinates rows x dims, row-major; rows with a non-finite value have no place
 */
export function frameCoordinates(coordinates: Float32Array, dims: 2 | 3): Framed {
  const { positions, placed } = inSpace(coordinates, dims);
  const { low, high } = cloud(positions, placed);
  const middle = middleWithin(positions, low, high);
  const reach = scaleToBall(positions, middle, low, high);
  return { positions, reach };
}

// A first map comes while the code is still cold, so that these loops are few and plain.

/** rows x 3; NaN where a row has no place. */
function inSpace(coordinates: Float32Array, dims: 2 | 3) {
  const rows = Math.floor(coordinates.length / dims);
  const positions = new Float32Array(rows * 3);
  let placed = 0;
  for (let i = 0, from = 0, to = 0; i < rows; i++, from += dims, to += 3) {
    const x = coordinates[from]!;
    const y = coordinates[from + 1]!;
    const z = dims === 3 ? coordinates[from + 2]! : 0;
    const rest = x - x + (y - y) + (z - z); // 0, or NaN when one of them is not finite
    positions[to] = x + rest;
    positions[to + 1] = y + rest;
    positions[to + 2] = z + rest;
    if (rest === 0) placed++;
  }
  return { positions, placed };
}

/** Where the cloud begins and ends on each axis, outliers left out, by a sample of those that have a place. */
function cloud(positions: Float32Array, placed: number) {
  const step = Math.max(1, Math.ceil(placed / QUANTILE_SAMPLE));
  const samples = [0, 1, 2].map(() => new Float64Array(Math.ceil(placed / step)));
  const [xs, ys, zs] = samples as [Float64Array, Float64Array, Float64Array];
  for (let i = 0, seen = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    if (x !== x || seen++ % step !== 0) continue;
    const at = Math.floor((seen - 1) / step);
    xs[at] = x;
    ys[at] = positions[i + 1]!;
    zs[at] = positions[i + 2]!;
  }
  const low: number[] = [];
  const high: number[] = [];
  for (const sample of samples) {
    sample.sort();
    const first = sample[Math.floor(TAIL * (sample.length - 1))] ?? 0;
    const last = sample[Math.ceil((1 - TAIL) * (sample.length - 1))] ?? 0;
    const room = BEYOND * (last - first);
    low.push(first - room);
    high.push(last + room);
  }
  return { low, high };
}

/** Half way between the outermost values on each axis that lie between `low` and `high`. */
function middleWithin(
  positions: Float32Array,
  low: readonly number[],
  high: readonly number[],
): readonly number[] {
  return [0, 1, 2].map((axis) => {
    const from = low[axis]!;
    const to = high[axis]!;
    let first = Infinity;
    let last = -Infinity;
    for (let i = axis; i < positions.length; i += 3) {
      const value = positions[i]!;
      if (value < first && value >= from) first = value;
      if (value > last && value <= to) last = value;
    }
    return first <= last ? (first + last) / 2 : 0;
  });
}

/** Moves `middle` to the origin and scales the cloud to radius 1. @returns the reach */
function scaleToBall(
  positions: Float32Array,
  middle: readonly number[],
  low: readonly number[],
  high: readonly number[],
): number {
  const [mx, my, mz] = middle as [number, number, number];
  const [lx, ly, lz] = low as [number, number, number];
  const [hx, hy, hz] = high as [number, number, number];
  let radius2 = 0;
  let reach2 = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]!;
    const y = positions[i + 1]!;
    const z = positions[i + 2]!;
    const distance2 = (x - mx) * (x - mx) + (y - my) * (y - my) + (z - mz) * (z - mz);
    if (distance2 > reach2) reach2 = distance2;
    if (distance2 <= radius2) continue;
    if (x >= lx && x <= hx && y >= ly && y <= hy && z >= lz && z <= hz) radius2 = distance2;
  }
  const radius = Math.sqrt(radius2 || reach2) || 1;
  for (let i = 0; i < positions.length; i += 3) {
    positions[i] = (positions[i]! - mx) / radius;
    positions[i + 1] = (positions[i + 1]! - my) / radius;
    positions[i + 2] = (positions[i + 2]! - mz) / radius;
  }
  return Math.max(1, Math.sqrt(reach2) / radius);
}
