import type { Matrix } from '../../math/kernels.ts';
import { hash32 } from '../../math/rng.ts';
import type { Pace } from '../../math/pace.ts';

export interface Duplicates {
  /** Rows that equal an earlier row. */
  readonly count: number;
  /** The first such pair: [earlier row, its copy]. */
  readonly first: readonly [number, number] | null;
}

/** Exact duplicates: rows with equal float32 values (+0 and -0 are equal), found by hash and confirmed. */
export async function exactDuplicates(x: Matrix, pace: Pace): Promise<Duplicates> {
  const { data, rows, cols } = x;
  const values = new Uint32Array(1);
  const asFloat = new Float32Array(values.buffer);
  const distinct = new Map<number, number[]>();
  let count = 0;
  let first: Duplicates['first'] = null;
  for (let i = 0; i < rows; i++) {
    let hash = 0;
    for (let d = 0; d < cols; d++) {
      asFloat[0] = data[i * cols + d]! + 0;
      hash = hash32(hash ^ values[0]!);
    }
    const alike = distinct.get(hash);
    const original = alike?.find((j) => equalRows(data, i * cols, j * cols, cols));
    if (original !== undefined) {
      count++;
      first ??= [original, i];
    } else if (alike) alike.push(i);
    else distinct.set(hash, [i]);
    if (pace.due()) await pace.rest(i, rows);
  }
  return { count, first };
}

function equalRows(data: Float32Array, a: number, b: number, cols: number): boolean {
  for (let d = 0; d < cols; d++) if (data[a + d] !== data[b + d]) return false;
  return true;
}
