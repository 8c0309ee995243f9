import type { Pace } from './pace.ts';

/** Length of what is left of a vector, relative to the longest one, below which it is rounding. */
const NOTHING_LEFT = 1e-13;

/**
 * Makes vectors of one length orthonormal in place, in their order: Gram-Schmidt, twice ("twice is enough", Parlett). One
 * that depends on those before it gives way to a unit vector orthogonal to them.
 * @param vectors at most as many as they are long
 * @returns the upper triangle R of the decomposition, n x n row-major: vector j was sum_i R[i, j] q_i
 */
export async function orthonormalise(
  vectors: readonly Float64Array[],
  pace: Pace,
): Promise<Float64Array> {
  const n = vectors.length;
  const triangle = new Float64Array(n * n);
  const longest = Math.max(0, ...vectors.map(length));
  for (const [j, v] of vectors.entries()) {
    const before = vectors.slice(0, j);
    if (pace.due()) await pace.rest(j, n);
    const add = (i: number, part: number): void => void (triangle[i * n + j]! += part);
    await removeParts(v, before, pace, add);
    await removeParts(v, before, pace, add);
    const rest = length(v);
    if (rest > NOTHING_LEFT * longest) {
      triangle[j * n + j] = rest;
      scale(v, 1 / rest);
    } else await complete(v, before, pace);
  }
  return triangle;
}

/** Makes `v` a unit vector orthogonal to fewer others than it is long: the first axis that has enough left. */
async function complete(
  v: Float64Array,
  others: readonly Float64Array[],
  pace: Pace,
): Promise<void> {
  // The squared rests of all axes add up to at least 1, so that one of them has at least 1 / D.
  const enough = Math.sqrt(0.5 / v.length);
  for (let axis = 0; axis < v.length; axis++) {
    let square = 1;
    for (const other of others) square -= other[axis]! ** 2;
    if (square < enough * enough) continue;
    v.fill(0);
    v[axis] = 1;
    for (let pass = 0; pass < 2; pass++) {
      await removeParts(v, others, pace);
      scale(v, 1 / length(v));
    }
    return;
  }
}

async function removeParts(
  v: Float64Array,
  others: readonly Float64Array[],
  pace: Pace,
  tell?: (i: number, part: number) => void,
): Promise<void> {
  for (const [i, other] of others.entries()) {
    const part = inner(v, other);
    for (let d = 0; d < v.length; d++) v[d]! -= part * other[d]!;
    tell?.(i, part);
    if (pace.due()) await pace.rest(others.length, others.length + 1);
  }
}

const length = (v: Float64Array): number => Math.sqrt(inner(v, v));

function scale(v: Float64Array, factor: number): void {
  for (let d = 0; d < v.length; d++) v[d]! *= factor;
}

/** Four sums at once: the additions of one would wait for each other. */
export function inner(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 3 < a.length; d += 4) {
    s0 += a[d]! * b[d]!;
    s1 += a[d + 1]! * b[d + 1]!;
    s2 += a[d + 2]! * b[d + 2]!;
    s3 += a[d + 3]! * b[d + 3]!;
  }
  for (; d < a.length; d++) s0 += a[d]! * b[d]!;
  return s0 + s1 + s2 + s3;
}
