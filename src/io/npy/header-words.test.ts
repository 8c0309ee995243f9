import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { detectFormat } from '../registry.ts';
import { fromBytes } from '../source.ts';

/** Headers put together from right and wrong words: these get past the outer checks more often than chance damage (../fuzz.test.ts). */
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

test('an npy with a header of any words is refused with file and way out, or read', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(reworded, async (bytes) => {
      const source = fromBytes(bytes, 'reworded.npy');
      try {
        const format = await detectFormat(source);
        const plan = await format.plan(source, {}, []);
        const content = await format.read(source, plan, {}, {});
        for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
      } catch (error) {
        if (!(error instanceof LocusError)) throw error;
        expect(error.file).toBe('reworded.npy');
        expect(error.hint).not.toBe('');
        refused++;
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(500);
});
