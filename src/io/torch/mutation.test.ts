import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { detectFormat } from '../registry.ts';
import { fromBytes } from '../source.ts';
import { mutate } from '../testing/mutate.ts';

const folder = new URL('testdata/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) =>
    /^(float32|legacy|transposed|deflated|numpy|word|several|lists|ordered)/.test(name),
  )
  .filter((name) => !name.endsWith('.json'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

test('a damaged file is read or refused with file and way out, nothing else', async () => {
  let read = 0;
  let refused = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const file = files[seed % files.length]!;
    const bytes = mutate(file, files[(seed * 7 + 1) % files.length]!, seed);
    const source = fromBytes(bytes, 'damaged.pt');
    try {
      const format = await detectFormat(source);
      const plan = await format.plan(source, {}, []);
      const content = await format.read(source, plan, {}, {});
      for (const { data, rows, cols } of content.matrices) {
        expect(data.length).toBe(rows * cols);
        // One byte of the file for each number at least; shared rows and expanded views are bounded.
        expect(data.length).toBeLessThan(100_000);
      }
      read++;
    } catch (error) {
      if (!(error instanceof LocusError)) throw error;
      expect(error.file).toBe('damaged.pt');
      expect(error.hint).not.toBe('');
      refused++;
    }
  }
  expect(read).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(500);
});
