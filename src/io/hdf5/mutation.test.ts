import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { fromBytes } from '../source.ts';
import { format } from './reader.ts';

const valid = ['columns.h5', 'float16-gzip.h5', 'latest.h5', 'csr.h5ad', 'matlab73.mat'].map(
  (name) => new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))),
);

/** A valid file with some bytes overwritten, then perhaps cut. */
const damaged = fc
  .record({
    file: fc.constantFrom(...valid),
    edits: fc.array(fc.tuple(fc.nat(1 << 16), fc.nat(255)), { maxLength: 12 }),
    length: fc.option(fc.nat(20_000), { freq: 9 }),
  })
  .map(({ file, edits, length }) => {
    const bytes = file.slice(0, length ?? file.length);
    // Half of the edits near the beginning, where the structure is.
    edits.forEach(([at, value], i) => (bytes[at % (i % 2 ? 2048 : bytes.length)] = value));
    return bytes;
  });

test('a damaged HDF5 file is read or refused with file and way out, nothing else', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const source = fromBytes(bytes, 'damaged.h5');
      try {
        const plan = await format.plan(source, {}, []);
        const content = await format.read(source, plan, {}, {});
        for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
        read++;
      } catch (error) {
        if (!(error instanceof LocusError)) throw error;
        expect(error.file).toBe('damaged.h5');
        expect(error.hint).not.toBe('');
        refused++;
      }
    }),
    { numRuns: 150, seed: 1 },
  );
  expect(read).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(20);
});
