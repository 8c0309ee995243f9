import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { detectFormat } from '../registry.ts';
import { fromBytes } from '../source.ts';

const valid = ['version-1.npy', 'version-3.npy', 'float64-be.npy', 'fortran-float32.npy'].map(
  (name) => new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))),
);

/** A valid file with some bytes overwritten (mostly in the header), then cut or lengthened. */
const damaged = fc
  .record({
    file: fc.constantFrom(...valid),
    edits: fc.array(fc.tuple(fc.nat(160), fc.nat(255)), { maxLength: 8 }),
    length: fc.option(fc.nat(400)),
  })
  .map(({ file, edits, length }) => {
    const bytes = new Uint8Array(length ?? file.length);
    bytes.set(file.subarray(0, bytes.length));
    for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });

/** The same with whole words of the header exchanged, which gets past the outer checks more often. */
const reworded = fc
  .record({
    descr: fc.constantFrom('<f4', '>f8', '<i8', '|b1', '<f2', '<c8', '|O', '<U3', '|V2', '', 'x'),
    fortran: fc.constantFrom('True', 'False', 'None', '1'),
    shape: fc.oneof(
      fc
        .array(fc.integer({ min: -2, max: 1 << 30 }), { maxLength: 4 })
        .map((n) => `(${n.join(', ')},)`),
      fc.string({ maxLength: 12 }),
    ),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ descr, fortran, shape, body }) => {
    const header = new TextEncoder().encode(
      `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`,
    );
    const lead = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0];
    return Uint8Array.from([...lead, ...header, ...body]);
  });

test('a damaged npy is read or refused with file and way out, nothing else', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, reworded), async (bytes) => {
      const source = fromBytes(bytes, 'damaged.npy');
      try {
        const format = await detectFormat(source);
        const plan = await format.plan(source, {}, []);
        const content = await format.read(source, plan, {}, {});
        for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
        read++;
      } catch (error) {
        if (!(error instanceof LocusError)) throw error;
        expect(error.file).toBe('damaged.npy');
        expect(error.hint).not.toBe('');
        refused++;
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(read).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(500);
});
