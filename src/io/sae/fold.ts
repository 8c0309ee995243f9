import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { scanMatrix } from '../scan.ts';
import type { ReadMatrix } from '../types.ts';

const BLOCK_ROWS = 4096;

/**
 * Multiplies every row by its factor, in place, in float64.
 * @throws LocusError E_OVERFLOW; CancelledError
 */
export async function scaleRows(
  file: string,
  matrix: ReadMatrix,
  factorOf: (row: number) => number,
  control: Control,
): Promise<ReadMatrix> {
  const { data, rows, cols } = matrix;
  let sum = 0;
  let last = NaN;
  const first: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (row % BLOCK_ROWS === 0) await checkpoint(control);
    const factor = factorOf(row);
    for (let i = row * cols; i < (row + 1) * cols; i++) {
      const value = data[i]!;
      last = value * factor;
      data[i] = last;
      sum += last;
      if (i < Math.min(5, cols)) first.push(last);
      if (Number.isFinite(value) && !Number.isFinite(data[i]))
        throw tooLarge(file, matrix, i, last);
    }
  }
  return {
    ...matrix,
    summary: { first, sum, last },
    issues: scanMatrix(data, rows, cols),
  };
}

function tooLarge(file: string, { name, cols }: ReadMatrix, at: number, value: number): LocusError {
  return new LocusError({
    code: 'E_OVERFLOW',
    message: `${file}: ${value} in ${name} is too large for float32 (at most 3.4e38) once the scale of the inputs is folded in.`,
    file,
    place: `row ${Math.floor(at / cols)}, column ${at % cols} (counting from 0)`,
    hint: 'Check the scale (norm_scaling_factor, activation_scaler.json, scaling_factor), or open the file of the weights by itself.',
  });
}

/** Euclidean norm of every row. */
export function rowNorms({ data, rows, cols }: ReadMatrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) sum += data[i]! * data[i]!;
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}
