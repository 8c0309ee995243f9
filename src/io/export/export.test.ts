import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes } from '../source.ts';
import { textSource } from '../testing/sources.ts';
import { csvParts } from './csv.ts';
import { npyParts } from './npy.ts';
import { takeOut, type OutMatrix } from './table.ts';

/** Finite float32 values of every size. */
const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), cols: fc.integer({ min: 2, max: 9 }) })
  .chain(({ rows, cols }) =>
    fc
      .float32Array({
        minLength: rows * cols,
        maxLength: rows * cols,
        noNaN: true,
        noDefaultInfinity: true,
      })
      .map((data): OutMatrix => ({ name: 'x', data, rows, cols })),
  );

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** -0 comes back from text as 0. */
const unsigned = (data: Float32Array): number[] => Array.from(data, (value) => value + 0);

test('npy is read back bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      const bytes = joined(npyParts(x));
      expect((10 + bytes[8]! + 256 * bytes[9]!) % 64).toBe(0);
      const { spaces, problems } = await openFiles([fromBytes(bytes, 'x.npy')]);
      expect(problems).toEqual([]);
      expect(spaces[0]).toMatchObject({ rows: x.rows, cols: x.cols });
      expect(spaces[0]!.data).toEqual(x.data);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test('csv is read back: the same float32, and texts with any characters', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      const ids = Array.from({ length: x.rows }, (_, i) => `id ${i}, "q"\n=1+1`);
      const text = [...csvParts({ columns: [{ name: 'id', values: ids }], vectors: x })].join('');
      const { dataset, spaces, problems } = await openFiles([textSource('x.csv', text)]);
      expect(problems).toEqual([]);
      expect(unsigned(spaces[0]!.data)).toEqual(unsigned(x.data));
      expect(dataset!.ids).toEqual(ids);
    }),
    { numRuns: 60, seed: 2 },
  );
});

test('missing values are empty fields', () => {
  const columns = [
    { name: 'a', values: ['x', null] },
    { name: 'n', values: Float64Array.of(NaN, 0.1) },
  ];
  expect([...csvParts({ columns })].join('')).toBe('a,n\nx,\n,0.1\n');
});

test('a selection is some rows of all of it', () => {
  const table = {
    columns: [
      { name: 'a', values: ['p', 'q', 'r'] },
      { name: 'n', values: Float64Array.of(1, 2, 3) },
    ],
    vectors: { name: 'x', data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, cols: 2 },
  };
  const taken = takeOut(table, Uint32Array.of(2, 0));
  expect([...csvParts(taken)].join('')).toBe('a,n,dim_0,dim_1\nr,3,5,6\np,1,1,2\n');
});
