import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@playwright/test';
import { FIXTURES } from './support/format-fixtures.ts';
import { give, mapOf, openApp, watchErrors } from './support/page.ts';

const io = new URL('../src/io/', import.meta.url);

const readText = (path: string): string => readFileSync(new URL(path, io), 'utf8');

/** A format is a folder with a reader. */
const formats = readdirSync(io, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readdirSync(new URL(`${name}/`, io)).includes('reader.ts'))
  // What only accompanies vectors, as images do, is no way to open some.
  .filter((name) => !/^ {2}accompanies: true/m.test(readText(`${name}/reader.ts`)));

const count = (n: number): string => n.toLocaleString('en-US');

test('every format has a fixture here', () => {
  expect(Object.keys(FIXTURES).sort()).toEqual(formats.sort());
});

for (const [format, { files, rows, columns }] of Object.entries(FIXTURES)) {
  test(`${format}: ${files.join(', ')} opens in the page`, async ({ page }, info) => {
    const errors = watchErrors(page);
    await openApp(page, info);
    await give(
      page,
      files.map((path) => ({
        name: basename(path),
        mimeType: 'application/octet-stream',
        buffer: readFileSync(new URL(`${format}/testdata/${path}`, io)),
      })),
    );
    const open = page.getByRole('dialog', { name: 'What to open' });
    // The map, at once or after the one press that takes what is proposed.
    await expect(open.or(mapOf(page))).toBeVisible();
    if (await open.isVisible()) await page.keyboard.press('Enter');
    await expect(page.getByRole('contentinfo')).toContainText(`${count(rows)} × ${count(columns)}`);
    await expect(mapOf(page)).toBeVisible();
    await expect(page.locator('.error-card')).toHaveCount(0);
    expect(errors).toEqual([]);
  });
}
