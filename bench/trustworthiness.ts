import { createRng } from '../src/math/rng.ts';

/**
 * Trustworthiness (METHODS H2; Venna and Kaski 2001): 1 minus the normalised ranks, in the original space, of the
 * neighbours that only the layout has. Averaged over a seeded sample of the items, each against all others.
 *
 * @param distance distance of two items in the original space
 * @param layout n x dims coordinates
 * @returns 1 for a layout that keeps all neighbourhoods, about 0.5 for a random one
 */
export function trustworthiness(
  n: number,
  distance: (a: number, b: number) => number,
  layout: Float32Array,
  dims: number,
  k: number,
  sample: number,
): number {
  const original = new Float64Array(n);
  const shown = new Float64Array(n);
  let penalty = 0;
  const queries = sampleRows(n, sample);
  for (const i of queries) {
    for (let j = 0; j < n; j++) {
      original[j] = j === i ? -Infinity : distance(i, j);
      shown[j] = j === i ? Infinity : layoutDistance(layout, dims, i, j);
    }
    for (const j of nearest(shown, k)) penalty += Math.max(0, rank(original, j) - k);
  }
  return 1 - (2 / (queries.length * k * (2 * n - 3 * k - 1))) * penalty;
}

function layoutDistance(layout: Float32Array, dims: number, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += (layout[i * dims + d]! - layout[j * dims + d]!) ** 2;
  return sum;
}

/** Indices of the k smallest values; ties by the lower index. */
function nearest(values: Float64Array, k: number): number[] {
  const best: number[] = [];
  for (let j = 0; j < values.length; j++) {
    if (best.length === k && values[j]! >= values[best[k - 1]!]!) continue;
    let place = Math.min(best.length, k - 1);
    while (place > 0 && values[best[place - 1]!]! > values[j]!) place--;
    if (best.length === k) best.pop();
    best.splice(place, 0, j);
  }
  return best;
}

/** Rank of item j, 1 for the nearest; the query itself holds minus infinity and is not counted. */
function rank(values: Float64Array, j: number): number {
  let closer = 0;
  for (let other = 0; other < values.length; other++) {
    if (values[other]! < values[j]! || (values[other] === values[j] && other < j)) closer++;
  }
  return closer;
}

/** Partial Fisher-Yates with seed 0. */
function sampleRows(n: number, count: number): number[] {
  const rng = createRng(0);
  const rows = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < Math.min(count, n); i++) {
    const j = i + rng.integer(n - i);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows.slice(0, count);
}
