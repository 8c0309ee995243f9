import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inspect } from '../inspect.ts';
import { chooseFormat, FORMATS } from '../registry.ts';
import type { ByteSource } from '../source.ts';
import { fixtureNames, fixtureSources } from './fixture-sources.ts';

/** FILE.expected.json, as tools/golden/io/make_fixtures.py writes it. */
interface Expected {
  readonly matrices?: readonly {
    readonly rows: number;
    readonly columns: number;
    readonly dtype: string;
    readonly first: readonly (number | null)[];
    readonly sum: number | null;
    /** Scale of the rounding error of the sum. */
    readonly absoluteSum: number | null;
    readonly last: number | null;
  }[];
  readonly columns?: readonly unknown[];
  readonly ids?: readonly string[];
  /** A regular expression each, found in the notes. */
  readonly notes?: readonly string[];
  /** Read on its own, the file holds no vectors, and says so. */
  readonly metadata?: boolean;
  /** Regular expressions; the file where it is not the fixture itself. */
  readonly error?: { readonly code: string; readonly place: string; readonly file?: string };
  /** Words of the message. */
  readonly says?: string;
}

/** One test for every file in the testdata folder of a format; a folder there is a fixture whose files are dropped together. */
export function testFixtures(format: string): void {
  const folder = new URL(`../${format}/testdata/`, import.meta.url);
  const names = fixtureNames(folder);

  describe(`${format} fixtures`, () => {
    test('are there', () => expect(names.length).toBeGreaterThan(10));

    test.each(names)('%s', async (name) => {
      const expected = JSON.parse(
        readFileSync(new URL(`${name}.expected.json`, folder), 'utf8'),
      ) as Expected;
      const sources = fixtureSources(folder, name);
      await check(sources, expected);
      if (!expected.error && !expected.metadata) {
        const formats = await Promise.all(sources.map((source) => formatOf(source)));
        expect(formats).toContain(format);
      }
    });
  });
}

/** Null for what is in no format by itself. */
async function formatOf(source: ByteSource): Promise<string | null> {
  const probe = { ...source, head: await source.slice(0, 65536), tail: new Uint8Array() };
  try {
    return chooseFormat(probe, FORMATS).id;
  } catch {
    return null;
  }
}

async function check(sources: readonly ByteSource[], expected: Expected): Promise<void> {
  const found = await inspect(sources, { tablesAsVectors: false });
  const [error] = found.errors;
  if (expected.error) {
    expect(error?.code).toMatch(new RegExp(`^(${expected.error.code})$`));
    expect(error.place).toMatch(new RegExp(expected.error.place));
    const file = expected.error.file ?? sources[0]!.name;
    expect(error.file).toBe(file);
    expect(error.message).toContain(file);
    expect(error.hint.length).toBeGreaterThan(20);
    if (expected.says) expect(error.message).toContain(expected.says);
  } else expect(found.errors).toEqual([]);

  const wanted = expected.matrices ?? [];
  expect(found.matrices).toHaveLength(wanted.length);
  found.matrices.forEach((matrix, i) => {
    const { sum, absoluteSum, ...rest } = wanted[i];
    expect(matrix).toMatchObject(rest);
    if (sum === null || absoluteSum === null) expect(matrix.sum).toBeNull();
    // numpy adds in pairs, the reader in sequence: n roundings of 1.1e-16 each.
    else expect(Math.abs(matrix.sum! - sum)).toBeLessThanOrEqual(1e-13 * absoluteSum);
    expect(matrix.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
  if (expected.columns) expect(found.columns).toEqual(expected.columns);
  if (expected.ids) expect(found.ids).toEqual(expected.ids.slice(0, 5));
  for (const note of expected.notes ?? []) expect(found.notes.join('\n')).toMatch(new RegExp(note));
}
