import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { fromBytes } from '../source.ts';
import { format } from './reader.ts';

const valid = ['mixed.mat', 'big-endian.mat', 'float32-packed.mat', 'double-as-uint8.mat'].map(
  (name) => new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))),
);

/** A valid file with some bytes overwritten, mostly in the headers, then perhaps cut. */
const damaged = fc
  .record({
    file: fc.constantFrom(...valid),
    edits: fc.array(fc.tuple(fc.integer({ min: 124, max: 400 }), fc.nat(255)), { maxLength: 6 }),
    length: fc.option(fc.nat(1200), { freq: 4 }),
  })
  .map(({ file, edits, length }) => {
    const bytes = file.slice(0, length ?? file.length);
    for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });

test('a damaged MATLAB file is read or refused with file and way out, nothing else', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const source = fromBytes(bytes, 'damaged.mat');
      try {
        const plan = await format.plan(source, {}, []);
        const content = await format.read(source, plan, {}, {});
        for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
        read++;
      } catch (error) {
        if (!(error instanceof LocusError)) throw error;
        expect(error.file).toBe('damaged.mat');
        expect(error.hint).not.toBe('');
        refused++;
      }
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(read).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(200);
});
