import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { groups, npy } from './support/data.ts';
import { give, idle, mapOf, openApp, select, watchErrors } from './support/page.ts';

const ROWS = 600;
const COLS = 24;
const { vectors, table, values } = groups(ROWS, COLS);

interface Inspected {
  readonly matrices: readonly {
    readonly rows: number;
    readonly columns: number;
    readonly dtype: string;
    readonly first: readonly number[];
    readonly sum: number;
    readonly last: number;
  }[];
  readonly ids: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** What Locus's own reader finds in a file, in Node. */
async function inspect(path: string): Promise<Inspected> {
  const { stdout } = await promisify(execFile)('node', [
    'scripts/locus.mjs',
    'inspect',
    path,
    '--json',
  ]);
  return JSON.parse(stdout) as Inspected;
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Save as' });

async function openGroups(page: Page, info: TestInfo): Promise<void> {
  await openApp(page, info);
  await give(page, [vectors, table]);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
}

/** Saves from the button named; gives back the proposed name and where the file lies. */
async function save(
  page: Page,
  info: TestInfo,
  button: string,
  format: 'npy' | 'csv' | 'parquet',
  prepare: () => Promise<void> = async () => undefined,
): Promise<{ name: string; path: string }> {
  await page.getByRole('button', { name: `Save as…: ${button}` }).click();
  await prepare();
  await dialog(page).getByRole('radio', { name: format }).click();
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  const saved = await download;
  await expect(dialog(page)).toHaveCount(0);
  const name = saved.suggestedFilename();
  const path = info.outputPath(name);
  await saved.saveAs(path);
  return { name, path };
}

const sumOf = (numbers: Float32Array): number => {
  let sum = 0;
  for (const value of numbers) sum += value;
  return sum;
};
/** The first values of the first row, at most five. */
const firstOf = (numbers: Float32Array, cols: number): number[] => [
  ...numbers.subarray(0, Math.min(5, cols)),
];

function expectNumbers(found: Inspected, numbers: Float32Array, cols: number): void {
  const [matrix] = found.matrices;
  expect(matrix).toMatchObject({ rows: numbers.length / cols, columns: cols });
  expect(matrix!.first.map(Math.fround)).toEqual(firstOf(numbers, cols));
  expect(Math.fround(matrix!.last)).toBe(numbers.at(-1));
  expect(matrix!.sum).toBeCloseTo(sumOf(numbers), 3);
}

for (const format of ['npy', 'csv', 'parquet'] as const) {
  test(`the vectors as ${format} open again with the same numbers`, async ({ page }, info) => {
    const errors = watchErrors(page);
    await openGroups(page, info);
    const { name, path } = await save(page, info, 'vectors', format);
    expect(name).toBe(`groups.${format}`);
    const found = await inspect(path);
    expectNumbers(found, values, COLS);
    if (format !== 'npy') {
      expect(found.ids).toEqual(['item0', 'item1', 'item2', 'item3', 'item4']);
      expect(found.columns.map((column) => column.name)).toEqual(
        expect.arrayContaining(['kind', 'weight']),
      );
    }
    if (format === 'npy') {
      const bytes = await readFile(path);
      expect(bytes.subarray(-values.byteLength).equals(Buffer.from(values.buffer))).toBe(true);
    }
    expect(errors).toEqual([]);
  });
}

test('the selection is the selected rows', async ({ page }, info) => {
  await openGroups(page, info);
  await expect(page.getByRole('button', { name: 'Save as…: selection' })).toHaveCount(0);
  await select(page, 25);
  const { name, path } = await save(page, info, 'selection', 'csv');
  expect(name).toBe('groups-selection.csv');
  const found = await inspect(path);
  expectNumbers(found, values.slice(0, 25 * COLS), COLS);
  const parquet = await save(page, info, 'selection', 'parquet');
  expectNumbers(await inspect(parquet.path), values.slice(0, 25 * COLS), COLS);
});

test('the coordinates on the map', async ({ page }, info) => {
  await openGroups(page, info);
  const shown = await page.evaluate(() => {
    const { store } = (
      window as unknown as {
        __locus: {
          store: {
            getState(): {
              results: Map<
                string,
                { result: { value: { coordinates: Float32Array; dims: number } } }
              >;
            };
          };
        };
      }
    ).__locus;
    const { coordinates, dims } = [...store.getState().results.values()][0]!.result.value;
    return { numbers: Array.from(coordinates), dims };
  });
  const coordinates = Float32Array.from(shown.numbers);
  const { name, path } = await save(page, info, 'coordinates', 'npy');
  expect(name).toBe('groups-pca.npy');
  expectNumbers(await inspect(path), coordinates, shown.dims);
  const csv = await save(page, info, 'coordinates', 'csv');
  const [head, first] = (await readFile(csv.path, 'utf8')).split('\n');
  expect(head).toBe('id,kind,weight,x,y,z');
  expect(first!.split(',').slice(3).map(Number).map(Math.fround)).toEqual([
    ...coordinates.subarray(0, 3),
  ]);
});

test('the metadata as a table, with a name of the person', async ({ page }, info) => {
  await openGroups(page, info);
  const { name, path } = await save(page, info, 'vectors', 'csv', async () => {
    await dialog(page).getByRole('button', { name: /What/ }).click();
    await page.getByRole('option', { name: /The metadata/ }).click();
    await expect(dialog(page).getByRole('radio', { name: 'npy' })).toBeDisabled();
    await expect(dialog(page).getByRole('textbox', { name: 'File name' })).toHaveValue(
      'groups-metadata.csv',
    );
    await dialog(page).getByRole('textbox', { name: 'File name' }).fill('mine.csv');
  });
  expect(name).toBe('mine.csv');
  expect(await readFile(path, 'utf8')).toBe(
    // Numbers are written as short as they can be.
    table.buffer.toString().replaceAll('.0\n', '\n'),
  );
});

test('what takes longer than a second shows how far it is, and can be cancelled', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  const rows = 120_000;
  const large = Float32Array.from({ length: rows * 64 }, (_, i) => Math.sin(i));
  await openApp(page, info);
  await give(page, [npy('large.npy', rows, 64, large)]);
  await expect(mapOf(page)).toHaveAccessibleName(/120,000 items/);
  await idle(page);
  let downloads = 0;
  page.on('download', () => downloads++);
  await page.getByRole('button', { name: 'Save as…: vectors' }).click();
  await dialog(page).getByRole('radio', { name: 'csv' }).click();
  const saveButton = dialog(page).getByRole('button', { name: 'Save', exact: true });
  await saveButton.click();
  const bar = dialog(page).getByRole('progressbar', { name: 'Writing csv' });
  await expect(bar).toBeVisible();
  await expect(bar).toHaveAttribute('aria-valuenow', /^\d/);
  await expect(saveButton).toBeDisabled();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(bar).toHaveCount(0);
  await expect(saveButton).toBeEnabled();
  await expect(dialog(page).getByRole('alert')).toHaveCount(0);
  await page.waitForTimeout(500);
  expect(downloads).toBe(0);
  expect(errors).toEqual([]);
});
