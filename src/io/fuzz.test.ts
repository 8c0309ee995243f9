import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocusError } from '../base/errors.ts';
import { detectFormat, FORMATS } from './registry.ts';
import { fromBytes } from './source.ts';
import { watchAllocations } from './testing/allocations.ts';
import { isolate, type IsolatedTests } from './testing/isolate.ts';
import { mutate } from './testing/mutate.ts';

/** Of every fixture; `npm run fuzz` asks for 2,000. */
const RUNS = Number(process.env['LOCUS_FUZZ_RUNS'] ?? 12);
const LIMIT_MS = 2000;

let isolated: IsolatedTests;
beforeAll(async () => {
  isolated = await isolate({ silence: 1000 });
});
afterAll(() => isolated.end());

/** Damaged files are read or refused with file, place and way out; nothing else happens, soon and in bounded memory. */
describe.each(FORMATS.map(({ id }) => id))('damaged %s', (id) => {
  const folder = new URL(`${id}/testdata/`, import.meta.url);
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => !name.endsWith('.expected.json'))
    : [];
  const files = names.map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

  test('has fixtures', () => expect(files.length).toBeGreaterThan(10));

  test.each(names)('%s', { timeout: RUNS * LIMIT_MS }, async (name) => {
    const index = names.indexOf(name);
    for (let run = 0; run < RUNS; run++) {
      const seed = index * 1_000_003 + run;
      const bytes = mutate(files[index]!, files[(index + 1 + run) % files.length]!, seed);
      const start = performance.now();
      const { bytes: allocated } = await watchAllocations(() => readOrRefuse(bytes, name, seed));
      expect(performance.now() - start, `seed ${seed} takes`).toBeLessThan(LIMIT_MS);
      expect(allocated, `seed ${seed} allocates`).toBeLessThan(4 * bytes.length + (64 << 20));
    }
  });
});

async function readOrRefuse(bytes: Uint8Array, name: string, seed: number): Promise<void> {
  const source = fromBytes(bytes, name);
  try {
    const format = await detectFormat(source);
    const plan = await format.plan(source, {}, []);
    const content = await format.read(source, plan, {}, {});
    for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
  } catch (error) {
    if (!(error instanceof LocusError))
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    expect(error.file, `seed ${seed}: ${error.message}`).toBe(name);
    expect(error.hint).not.toBe('');
  }
}
