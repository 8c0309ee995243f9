import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FORMATS } from './registry.ts';
import { formatsDocument } from './testing/formats-document.ts';

const fixturesOf = (id: string): string[] => {
  const folder = new URL(`${id}/testdata/`, import.meta.url);
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => !name.endsWith('.expected.json'))
    : [];
};

test('docs/FORMATS.md says what the readers say', async () => {
  await expect(formatsDocument(FORMATS, fixturesOf)).toMatchFileSnapshot('../../docs/FORMATS.md');
});

test.each(FORMATS.map((format) => [format.id, format] as const))(
  '%s says what it reads, and has fixtures',
  (id, { about, extensions, title }) => {
    expect(about.variants.length).toBeGreaterThan(0);
    expect(about.limits.length).toBeGreaterThan(0);
    expect(extensions.every((ending) => /^\.[a-z0-9]+$/.test(ending))).toBe(true);
    expect(title).toMatch(/^an? /);
    expect(fixturesOf(id).length).toBeGreaterThan(0);
  },
);
