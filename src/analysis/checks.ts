import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Matrix } from '../math/kernels.ts';
import { byBlocks } from '../math/pace.ts';

/** @throws LocusError E_NONFINITE with the number of such values and the first one (METHODS 1.4); CancelledError */
export async function requireFinite(x: Matrix, name: string, control: Control): Promise<void> {
  const { data, cols } = x;
  let count = 0;
  let first = -1;
  await byBlocks(x, control, 'Checking values', (from, to) => {
    for (let i = from * cols; i < to * cols; i++) {
      if (Number.isFinite(data[i])) continue;
      count++;
      if (first < 0) first = i;
    }
  });
  if (count === 0) return;
  const place = `row ${Math.floor(first / cols)}, column ${first % cols} (counting from 0)`;
  throw new LocusError({
    code: 'E_NONFINITE',
    message: `${name}: ${count} values are not finite, first at ${place}.`,
    place,
    hint: 'Remove or impute these rows. The data check lists what is wrong.',
  });
}

/** @throws LocusError E_DEGENERATE when every row is the same point. */
export function requireVariance({ data, rows, cols }: Matrix, method: string): void {
  for (let i = cols; i < rows * cols; i++) if (data[i] !== data[i % cols]) return;
  throw new LocusError({
    code: 'E_DEGENERATE',
    message: `All rows are equal; ${method} is undefined.`,
    hint: 'Check that the right columns or the right matrix were read.',
  });
}
