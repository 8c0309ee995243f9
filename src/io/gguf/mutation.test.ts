import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { fromBytes } from '../source.ts';
import { format } from './reader.ts';

const valid = ['model.gguf', 'version-2.gguf', 'F32.gguf', 'Q5_0.gguf', 'Q4_K.gguf'].map(
  (name) => new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))),
);

/** A byte, or one of the lengths that readers stumble over in 8 bytes. */
const change = fc.oneof(
  fc.nat(255).map((byte) => Uint8Array.of(byte)),
  fc
    .constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 60n, 2n ** 63n, 2n ** 64n - 1n)
    .map((n) => new Uint8Array(BigUint64Array.of(n).buffer)),
);

/** A valid file with some bytes of the header exchanged, then cut or lengthened. */
const damaged = fc
  .record({
    file: fc.constantFrom(...valid),
    edits: fc.array(fc.tuple(fc.oneof(fc.nat(60), fc.nat(1200)), change), { maxLength: 4 }),
    length: fc.option(fc.nat(3000)),
  })
  .map(({ file, edits, length }) => {
    const bytes = new Uint8Array(length ?? file.length);
    bytes.set(file.subarray(0, bytes.length));
    for (const [place, value] of edits) {
      const at = Math.max(4, place); // the magic stays
      if (at + value.length <= bytes.length) bytes.set(value, at);
    }
    return bytes;
  });

test('a damaged GGUF is read or refused with file, place and way out, nothing else', async () => {
  let read = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const source = fromBytes(bytes, 'damaged.gguf');
      try {
        const plan = await format.plan(source, {}, []);
        const content = await format.read(source, plan, {}, {});
        for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
        read++;
      } catch (error) {
        if (!(error instanceof LocusError)) throw error;
        expect(error.file).toBe('damaged.gguf');
        expect(error.place).not.toBe('');
        expect(error.hint).not.toBe('');
        refused++;
      }
    }),
    { numRuns: 2000, seed: 1 },
  );
  expect(read).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(500);
}, 20_000);
