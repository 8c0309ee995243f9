import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { scanMatrix } from '../scan.ts';
import type { ReadMatrix } from '../types.ts';
import type { Exact } from './exact.ts';

/** Whether the values are lists of numbers, not all of a single one: vectors rather than metadata. */
export function areVectors(values: readonly unknown[], exact: Exact): values is unknown[][] {
  const lists = values.filter(Array.isArray) as unknown[][];
  return (
    lists.length === values.length &&
    lists.every((list) => exact.number(list[0] ?? null) !== undefined) &&
    lists.some((list) => list.length > 1)
  );
}

/**
 * One matrix from lists of numbers; null stands for a missing value.
 * @throws LocusError E_RAGGED when the lists differ in length, E_VALUE when something is no number.
 */
export function toMatrix(
  file: string,
  name: string,
  lists: readonly unknown[][],
  exact: Exact,
): ReadMatrix {
  const rows = lists.length;
  const cols = lists[0].length;
  const short = lists.findIndex((list) => list.length !== cols);
  if (short >= 0) {
    throw new LocusError({
      code: 'E_RAGGED',
      message: `${file}: vector ${short} has ${lists[short].length} numbers, the first one has ${cols}.`,
      file,
      place: `item ${short} (counting from 0)`,
      hint: 'All vectors of one space have the same length. Correct or remove this item.',
    });
  }
  const sink = new Float32Sink(file, rows, cols);
  const row = new Float64Array(cols);
  lists.forEach((list, i) => {
    for (let j = 0; j < cols; j++) {
      const value = exact.number(list[j]);
      if (value === undefined) throw noNumber(file, i, j);
      row[j] = value;
    }
    sink.put(row, cols, i * cols);
  });
  return {
    name,
    rows,
    cols,
    dtype: 'text',
    data: sink.data,
    summary: sink.summary(),
    issues: scanMatrix(sink.data, rows, cols),
  };
}

function noNumber(file: string, item: number, position: number): LocusError {
  return new LocusError({
    code: 'E_VALUE',
    message: `${file}: a vector holds something that is no number.`,
    file,
    place: `item ${item}, position ${position} (counting from 0)`,
    hint: 'Write the vectors as flat lists of numbers, one list per item.',
  });
}
