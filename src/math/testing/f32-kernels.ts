import type { Kernels, Matrix, PairKind } from '../kernels.ts';
import { createReferenceKernels } from '../reference-kernels.ts';
import { matrixOf } from '../rows.ts';

/**
 * Kernels whose top-k is rounded as a real backend's: float32 throughout, squared distances by the expansion
 * |a|^2 + |b|^2 - 2ab. For tests of code that must not trust them.
 */
export function createF32Kernels(): Kernels {
  return {
    ...createReferenceKernels(),
    precision: 'f32',
    async topk(rows, { kind, k }) {
      const x = matrixOf(rows);
      const indices = new Uint32Array(x.rows * k);
      const values = new Float32Array(x.rows * k);
      const sign = kind === 'dot' ? -1 : 1;
      await Promise.resolve();
      for (let i = 0; i < x.rows; i++) {
        const row = Array.from({ length: x.rows }, (_, j) => ({ j, value: pair(x, kind, i, j) }));
        row.splice(i, 1);
        row.sort((a, b) => sign * (a.value - b.value) || a.j - b.j);
        indices.set(
          row.slice(0, k).map((entry) => entry.j),
          i * k,
        );
        values.set(
          row.slice(0, k).map((entry) => entry.value),
          i * k,
        );
      }
      return { indices, values };
    },
  };
}

function pair(x: Matrix, kind: PairKind, i: number, j: number): number {
  const product = product32(x, i, j);
  if (kind === 'dot') return product;
  const squares = Math.fround(product32(x, i, i) + product32(x, j, j));
  return Math.fround(squares - Math.fround(2 * product));
}

function product32({ data, cols }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < cols; d++)
    sum = Math.fround(sum + Math.fround(data[i * cols + d]! * data[j * cols + d]!));
  return sum;
}
