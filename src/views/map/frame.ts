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
  const rows = Math.floor(coordinates.length / dims);
  const positions = new Float32Array(rows * 3);
  for (let i = 0; i < rows; i++) {
    let finite = true;
    for (let d = 0; d < dims; d++) finite &&= Number.isFinite(coordinates[i * dims + d]!);
    for (let d = 0; d < 3; d++) {
      positions[i * 3 + d] = !finite ? NaN : d < dims ? coordinates[i * dims + d]! : 0;
    }
  }
  const [x, y, z] = [range(positions, 0), range(positions, 1), range(positions, 2)];
  const inCloud = (i: number): boolean =>
    x.holds(positions[i]!) && y.holds(positions[i + 1]!) && z.holds(positions[i + 2]!);

  let radius = 0;
  let reach = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const dx = positions[i]! - x.middle;
    const dy = positions[i + 1]! - y.middle;
    const dz = positions[i + 2]! - z.middle;
    const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (distance > reach) reach = distance;
    if (distance > radius && inCloud(i)) radius = distance;
  }
  radius ||= reach || 1;
  for (let i = 0; i < positions.length; i += 3) {
    positions[i] = (positions[i]! - x.middle) / radius;
    positions[i + 1] = (positions[i + 1]! - y.middle) / radius;
    positions[i + 2] = (positions[i + 2]! - z.middle) / radius;
  }
  return { positions, reach: Math.max(1, reach / radius) };
}

/** Where the cloud lies on one axis, outliers left out. */
function range(positions: Float32Array, axis: number) {
  // Of those that have a place: they may be few among many.
  let placed = 0;
  for (let i = axis; i < positions.length; i += 3) if (!Number.isNaN(positions[i]!)) placed++;
  const step = Math.max(1, Math.ceil(placed / QUANTILE_SAMPLE));
  const sample: number[] = [];
  let at = 0;
  for (let i = axis; i < positions.length; i += 3) {
    const value = positions[i]!;
    if (!Number.isNaN(value) && at++ % step === 0) sample.push(value);
  }
  const sorted = Float64Array.from(sample).sort();
  const low = sorted[Math.floor(TAIL * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.ceil((1 - TAIL) * (sorted.length - 1))] ?? 0;
  const room = BEYOND * (high - low);
  const holds = (value: number): boolean => value >= low - room && value <= high + room;
  let [first, last] = [Infinity, -Infinity];
  for (let i = axis; i < positions.length; i += 3) {
    const value = positions[i]!;
    if (!holds(value)) continue;
    if (value < first) first = value;
    if (value > last) last = value;
  }
  return { holds, middle: first <= last ? (first + last) / 2 : 0 };
}
