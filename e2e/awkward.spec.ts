import { expect, test, type Page } from '@playwright/test';
import { groups, npy, text } from './support/data.ts';
import { focusOn, give, idle, mapOf, openApp, watchErrors } from './support/page.ts';

const ROWS = 120;
const COLS = 8;
const { vectors, values } = groups(ROWS, COLS);
const numbers = Array.from({ length: ROWS }, (_, row) => row);

/** A table with a row for each item, as a spreadsheet writes it. */
const table = (name: string, heading: string, line: (row: number) => string, rows = numbers) =>
  text(name, `${heading}\n${rows.map(line).join('\n')}\n`);
const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
/** The vectors as text, with ids. */
const named = (name: string, idOf: (row: number) => string) => {
  const columns = Array.from({ length: COLS }, (_, col) => `dim_${col}`);
  const row = (i: number): string =>
    [idOf(i), ...values.subarray(i * COLS, (i + 1) * COLS)].join(',');
  return table(name, ['id', ...columns].join(','), row);
};

const cards = (page: Page) => page.locator('.error-card');
const data = (page: Page) => page.getByTestId('data-panel');
const inspector = (page: Page) => page.getByTestId('inspector-panel');
/** What the inspector says of the focused item in a column. */
const cellOf = (page: Page, column: string) =>
  inspector(page)
    .locator('.item__cell')
    .filter({ has: page.locator('dt').getByText(column, { exact: true }) })
    .locator('dd');

async function opened(page: Page, name = 'groups'): Promise<void> {
  await expect(mapOf(page)).toHaveAccessibleName(new RegExp(`map of ${name}, ${ROWS} items`));
  await idle(page);
}

let errors: string[];
test.beforeEach(async ({ page }, info) => {
  errors = watchErrors(page);
  await openApp(page, info);
});
test.afterEach(() => expect(errors).toEqual([]));

test('a wrong ending: the content decides', async ({ page }) => {
  await give(page, [{ ...vectors, name: 'vectors.csv' }]);
  await opened(page, 'vectors');
  await expect(page.getByRole('contentinfo')).toContainText(`${ROWS} × ${COLS} float32`);
  await expect(cards(page)).toHaveCount(0);
});

test('two npy and one csv in one drop: two spaces, joined', async ({ page }) => {
  const second = npy('second.npy', ROWS, COLS, values.map((value) => -value)); // prettier-ignore
  await give(page, [vectors, table('kinds.csv', 'kind', (i) => (i % 2 ? 'odd' : 'even')), second]);
  const dialog = page.getByRole('dialog', { name: 'What to open' });
  await expect(dialog).toContainText('row i is the same item in all of them');
  await expect(dialog).toContainText(`Joined to groups.npy row by row: ${ROWS} rows.`);
  await page.keyboard.press('Enter');
  await opened(page);
  await expect(data(page)).toContainText(
    'Assumed: row i of kinds.csv is row i of groups.npy; nothing in the files confirms it.',
  );
  await expect(mapOf(page)).toHaveAccessibleName(/coloured by kind/);
  await expect(data(page).locator('.space__name')).toHaveText(['groups', 'second']);
  await expect(cards(page)).toHaveCount(0);
});

test('metadata with one more row: which one is told, and the vectors open', async ({ page }) => {
  const rows = [...numbers, ROWS];
  await give(page, [vectors, table('more.csv', 'city,kind', (i) => `city ${i % 50},a`, rows)]);
  await opened(page);
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText(`more.csv has ${ROWS + 1} rows, groups.npy has ${ROWS}`);
  await expect(cards(page)).toContainText(
    `The first row too many, ${ROWS} counting from 0, begins with "city ${ROWS % 50}"`,
  );
});

test('metadata with one more id: joined by id, and the row left out is named', async ({ page }) => {
  const more = [...numbers.slice(0, 7), ROWS, ...numbers.slice(7)];
  await give(page, [
    named('named.csv', (i) => `item${i}`),
    table('more.csv', 'id,size', (i) => `item${i},${2 * i}`, more),
  ]);
  await opened(page, 'named');
  await expect(data(page)).toContainText(
    `more.csv: 1 row without an item, left out (first: row 7, counting from 0, id "item${ROWS}")`,
  );
  await focusOn(page, 8);
  await expect(cellOf(page, 'size')).toHaveText('16');
  await expect(cards(page)).toHaveCount(0);
});

test('duplicate ids: every row stays, with a number behind its id', async ({ page }) => {
  await give(page, [named('twice.csv', (i) => (i === 9 ? 'item3' : `item${i}`))]);
  await opened(page, 'twice');
  await expect(data(page)).toContainText('1 repeated id in column id (first: "item3")');
  await focusOn(page, 9);
  await expect(page.getByTestId('focus-id')).toHaveText('item3 (2)');
});

test('ids in another order: each item gets its own row', async ({ page }) => {
  const turned = numbers.toReversed();
  await give(page, [
    named('named.csv', (i) => `item${i}`),
    table('turned.csv', 'id,size', (i) => `item${i},${i / 4}`, turned),
  ]);
  await opened(page, 'named');
  await focusOn(page, 5);
  await expect(cellOf(page, 'size')).toHaveText('1.25');
  await expect(data(page)).toContainText(`${ROWS} items matched`);
});

test('a column of numbers and words: nothing is lost, and it is no ramp of numbers', async ({
  page,
}) => {
  const mixed = (i: number): string => (i === 4 ? 'about 7' : String(i * 1.5));
  await give(page, [vectors, table('mixed.csv', 'age', mixed)]);
  await opened(page);
  await focusOn(page, 4);
  await expect(cellOf(page, 'age')).toHaveText('about 7');
  await focusOn(page, 5);
  await expect(cellOf(page, 'age')).toHaveText('7.5');
  await expect(data(page).locator('.column', { hasText: 'age' })).toContainText(/text/i);
});

test('60 categories: all are listed with their counts, and can be switched', async ({ page }) => {
  await give(page, [vectors, table('cities.csv', 'city', (i) => `city ${i % 60}`)]);
  await opened(page);
  await expect(mapOf(page)).toHaveAccessibleName(/coloured by city/);
  const legend = page.locator('.legend-box');
  await expect(legend.getByRole('searchbox')).toHaveAttribute('placeholder', 'Search 60 levels');
  await expect(legend.getByRole('listitem')).toHaveCount(60);
  await legend.getByRole('searchbox').fill('city 59');
  await expect(legend.getByText('city 59', { exact: true })).toBeVisible();
});

test('empty cells: missing, not 0 and not a category of their own', async ({ page }) => {
  const line = (i: number): string => `${i % 3 ? ['a', 'b'][i % 2] : ''},${i % 5 ? i : ''}`;
  await give(page, [vectors, table('holes.csv', 'kind,size', line)]);
  await opened(page);
  await focusOn(page, 0);
  await expect(cellOf(page, 'kind')).toHaveText('missing');
  await expect(cellOf(page, 'size')).toHaveText('missing');
  await focusOn(page, 1);
  await expect(cellOf(page, 'size')).toHaveText('1');
  await expect(page.locator('.legend-box')).toContainText(/missing/i);
});

test('a label with HTML in it is shown as text', async ({ page }) => {
  const label = '<img src=x onerror="document.title=1">';
  await give(page, [vectors, table('labels.csv', 'kind', (i) => cell(i % 2 ? label : 'plain'))]);
  await opened(page);
  await focusOn(page, 1);
  await expect(cellOf(page, 'kind')).toHaveText(label);
  await expect(page.locator('.legend-box')).toContainText(label);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  await expect(page).not.toHaveTitle('1');
});

test('a cell of 100,000 characters: the page stays in shape and quick', async ({ page }) => {
  const long = 'long '.repeat(20_000);
  await give(page, [vectors, table('long.csv', 'note', (i) => (i === 2 ? cell(long) : `n${i}`))]);
  await opened(page);
  const started = Date.now();
  await focusOn(page, 2);
  await expect(cellOf(page, 'note')).toContainText('long long');
  expect(Date.now() - started).toBeLessThan(5000);
  const { width, height } = (await cellOf(page, 'note').boundingBox())!;
  expect(width).toBeLessThan(500);
  expect(height).toBeLessThan(400);
  expect((await page.getByTestId('focus-id').boundingBox())!.height).toBeLessThan(400);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
