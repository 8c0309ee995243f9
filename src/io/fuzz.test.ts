import { appendFileSync, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocusError } from '../base/errors.ts';
import { gather, planOf } from './gather.ts';
import { readImageHeaders } from './images/headers.ts';
import { FORMATS } from './registry.ts';
import { fromBytes, type ByteSource } from './source.ts';
import { watchAllocations } from './testing/allocations.ts';
import { fixtureNames, fixtureSources } from './testing/fixture-sources.ts';
import { isolate, type IsolatedTests } from '../workers/testing/isolate.ts';
import { mutate } from './testing/mutate.ts';

/** Of every fixture; `npm run fuzz` asks for 2,000. */
const RUNS = Number(process.env['LOCUS_FUZZ_RUNS'] ?? 12);
const LIMIT_MS = 2000;
/** `npm run fuzz` gives each process some of the formats, and a file for what was met. */
const ONLY = process.env['LOCUS_FUZZ_FORMATS']?.split(',');
const REPORT = process.env['LOCUS_FUZZ_REPORT'];
const ids = FORMATS.map(({ id }) => id).filter((id) => ONLY?.includes(id) ?? true);

const NONE = { value: 0, seed: -1 };

let isolated: IsolatedTests;
beforeAll(async () => {
  isolated = await isolate({ silence: 1000 });
});
afterAll(() => isolated.end());

/** Damaged files are read or refused with file, place and way out; nothing else happens, soon and in bounded memory. */
describe.each(ids)('damaged %s', (id) => {
  const folder = new URL(`${id}/testdata/`, import.meta.url);
  const names = existsSync(folder) ? fixtureNames(folder) : [];
  const fixtures = names.map((name) => fixtureSources(folder, name));
  const files = fixtures.flat();

  const ends = { read: 0, refused: 0 };

  test('has fixtures', () => expect(names.length).toBeGreaterThan(10));

  test.each(names)('%s', { timeout: RUNS * LIMIT_MS }, async (name) => {
    const index = names.indexOf(name);
    const met = { format: id, fixture: name, runs: 0, slowest: NONE, largest: NONE };
    for (let run = 0; run < RUNS; run++) {
      const seed = index * 1_000_003 + run;
      const sources = damaged(fixtures[index]!, files[(index + 1 + run) % files.length]!, seed);
      const length = sources.reduce((sum, { byteLength }) => sum + byteLength, 0);
      const start = performance.now();
      const { bytes: allocated } = await watchAllocations(() => readOrRefuse(sources, seed, ends));
      const ms = performance.now() - start;
      met.runs++;
      if (ms > met.slowest.value) met.slowest = { value: ms, seed };
      if (allocated > met.largest.value) met.largest = { value: allocated, seed };
      expect(ms, `seed ${seed} takes`).toBeLessThan(LIMIT_MS);
      expect(allocated, `seed ${seed} allocates`).toBeLessThan(4 * length + (64 << 20));
    }
    if (REPORT) appendFileSync(REPORT, `${JSON.stringify(met)}\n`);
  });

  test('some were read, some refused', () => {
    expect(ends.read).toBeGreaterThan(0);
    expect(ends.refused).toBeGreaterThan(0);
  });
});

/** The files of a fixture, one of them damaged: of a folder in turn. */
function damaged(fixture: readonly ByteSource[], other: ByteSource, seed: number): ByteSource[] {
  const which = seed % fixture.length;
  return fixture.map((source, i) => {
    if (i !== which) return source;
    const bytes = mutate(bytesOf(source), bytesOf(other), seed);
    return { ...fromBytes(bytes, source.name), ...(source.path && { path: source.path }) };
  });
}

const bytesOf = (source: ByteSource): Uint8Array => source.sliceNow!(0, source.byteLength);

async function readOrRefuse(
  sources: readonly ByteSource[],
  seed: number,
  ends: { read: number; refused: number },
): Promise<void> {
  const names = sources.map(({ name }) => name);
  const { members, images, problems } = await gather(sources, {});
  const headers = await readImageHeaders(images, {});
  ends.refused += problems.length;
  for (const { code, message, file, hint } of [...problems, ...headers.problems]) {
    expect(code, `seed ${seed}: ${message}`).not.toBe('E_INTERNAL');
    expect(names, `seed ${seed}: ${message}`).toContain(file);
    expect(hint).not.toBe('');
  }
  for (const member of members) {
    try {
      const plan = await planOf(member, {});
      const content = await member.format.read(member.source, plan, {}, {});
      for (const { data, rows, cols } of content.matrices) expect(data.length).toBe(rows * cols);
      ends.read++;
    } catch (error) {
      if (!(error instanceof LocusError))
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      expect(names, `seed ${seed}: ${error.message}`).toContain(error.file);
      expect(error.hint).not.toBe('');
      ends.refused++;
    }
  }
}
