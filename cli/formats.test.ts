import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../src/io/registry.ts';
import { inspectFiles, inspectJson } from './inspect.ts';
import { inspectOutput } from './schema.ts';
import { ROOT, run } from './testing/run.ts';

/** `locus inspect` reads every fixture of every format, and says of each what was written into it (src/io/testing/fixtures.ts). */

interface Expected {
  readonly matrices?: readonly { readonly rows: number; readonly columns: number }[];
  readonly metadata?: boolean;
  /** A regular expression for the code. */
  readonly error?: { readonly code: string };
}

const DEFAULTS = { list: false, matrices: [], dropRows: false } as const;

const expectedOf = (path: string): Expected =>
  JSON.parse(readFileSync(`${path}.expected.json`, 'utf8')) as Expected;

describe.each(FORMATS.map(({ id }) => id))('%s', (id) => {
  const folder = join('src', 'io', id, 'testdata');
  const absolute = join(ROOT, folder);
  const names = existsSync(absolute) ? readdirSync(absolute) : [];
  const fixtures = names.filter((name) => names.includes(`${name}.expected.json`));

  it('has fixtures', () => expect(fixtures.length).toBeGreaterThan(10));

  it.each(fixtures)('%s', async (name) => {
    const path = join(absolute, name);
    const expected = expectedOf(path);
    const found = await inspectFiles({ ...DEFAULTS, files: [path] });
    // What is printed fits its schema.
    inspectOutput.parse(JSON.parse(JSON.stringify(inspectJson(found))));
    const codes = found.errors.map(({ code }) => code);
    if (expected.error) return expect(codes[0]).toMatch(new RegExp(`^(${expected.error.code})$`));
    if (expected.metadata) {
      // Read on its own: vectors if the columns are numbers, else it says that there are none.
      expect(codes).toEqual(found.matrices.length > 0 ? [] : ['E_NO_VECTORS']);
      return;
    }
    expect(codes).toEqual([]);
    const shapes = found.matrices.map(({ rows, columns }) => ({ rows, columns }));
    expect(shapes).toEqual(
      (expected.matrices ?? []).map(({ rows, columns }) => ({ rows, columns })),
    );
    // What was read had been offered with this shape, unless it shows only when all is read.
    if (found.files.some(({ offers }) => offers === null)) return;
    const offers = found.files.flatMap((file) => file.offers ?? []);
    expect(offers.filter(({ proposed }) => proposed)).toMatchObject(shapes);
  });

  it('is printed by the program in the same words', async () => {
    const isRight = (name: string): boolean => {
      const { error, metadata } = expectedOf(join(absolute, name));
      return error === undefined && metadata !== true;
    };
    const path = join(folder, fixtures.find(isRight) ?? fixtures[0]!);
    const { status, output } = run('inspect', path);
    const found = await inspectFiles({ ...DEFAULTS, files: [join(ROOT, path)] });
    expect(status).toBe(found.errors.length > 0 ? 2 : 0);
    expect(output).toEqual(JSON.parse(JSON.stringify(inspectJson(found))));
  });
});
