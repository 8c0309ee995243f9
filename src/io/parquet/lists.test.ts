import { expect, test } from 'vitest';
import { Float32Sink } from '../float32.ts';
import { fromBytes } from '../source.ts';
import { ListRows } from './lists.ts';
import type { Leaf } from './schema.ts';

/** Lists that may be missing, of two numbers that are there. */
const LEAF = {
  ...{ path: 'v.list.element', column: 'v', physical: 'DOUBLE', dtype: 'float64' },
  ...{ maxRepetition: 1, maxDefinition: 3, elementDefinition: 2 },
} as unknown as Leaf;

test('a row that ends with its page is in the matrix before the next page is read', () => {
  const sink = new Float32Sink('x', 2, 2);
  const rows = new ListRows(fromBytes(new Uint8Array(), 'x'), LEAF, 2, sink, 0, (row) => row);
  const next = rows.put({
    slots: 3,
    repetition: Uint8Array.of(0, 0, 1),
    definition: Uint8Array.of(0, 3, 3),
    values: Float64Array.of(7, 8),
  });
  expect(next).toBe(2); // no more pages are read then
  expect([...sink.data]).toEqual([NaN, NaN, 7, 8]);
});
