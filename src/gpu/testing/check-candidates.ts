import { expect } from 'vitest';
import type { Candidates, Matrix, PairKind } from '../../math/kernels.ts';

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * Checks lists of nearest rows against float64: every value is right within the rounding of a float32 sum, lists are in
 * order, hold no row twice nor the row itself, and no row that is left out is clearly better than the last one.
 *
 * Tolerance of a value: (D + 4) roundoffs of the sum of the absolute products (Higham, Accuracy and Stability,
 * 3.1), whatever the order of summation. Both the last value and the one left out may be off by that much.
 */
export function checkCandidates(
  x: Matrix,
  { kind, k }: { readonly kind: PairKind; readonly k: number },
  found: Candidates,
): void {
  expect(found.indices.length).toBe(x.rows * k);
  expect(found.values.length).toBe(x.rows * k);
  const nearer = kind === 'dot' ? -1 : 1;
  for (let i = 0; i < x.rows; i++) {
    const exact = Array.from({ length: x.rows }, (_, j) => pair(x, kind, i, j));
    const listed = new Set<number>();
    for (let rank = 0; rank < k; rank++) {
      const at = i * k + rank;
      const index = found.indices[at]!;
      const value = found.values[at]!;
      const where = `row ${i}, rank ${rank}`;
      if (index >= x.rows || index === i || listed.has(index)) fail(`${where}: index ${index}`);
      listed.add(index);
      const { value: truth, tolerance } = exact[index]!;
      if (!(Math.abs(value - truth) <= tolerance)) fail(`${where}: ${value}, exact ${truth}`);
      if (rank > 0) {
        const step = nearer * (value - found.values[at - 1]!);
        const inOrder = step > 0 || (step === 0 && index > found.indices[at - 1]!);
        if (!inOrder) fail(`${where}: out of order`);
      }
    }
    const last = found.values[i * k + k - 1]!;
    for (let j = 0; j < x.rows; j++) {
      if (j === i || listed.has(j)) continue;
      const { value, tolerance } = exact[j]!;
      if (nearer * (value - last) < -tolerance) fail(`row ${i}: row ${j} was left out`);
    }
  }
}

function fail(message: string): never {
  throw new Error(message);
}

function pair(
  { data, cols }: Matrix,
  kind: PairKind,
  i: number,
  j: number,
): { value: number; tolerance: number } {
  let value = 0;
  let size = 0;
  for (let d = 0; d < cols; d++) {
    const a = data[i * cols + d]!;
    const b = data[j * cols + d]!;
    const product = kind === 'dot' ? a * b : (a - b) ** 2;
    value += product;
    size += Math.abs(product);
  }
  return { value, tolerance: (cols + 4) * ROUNDOFF * size };
}
