import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { endless } from '../src/io/hdf5/testing/endless.ts';
import { bruteForce, groups, npy, npyHeader, text, type Upload } from './support/data.ts';
import { dragAndDrop, onDisk, zerosOnDisk } from './support/drop.ts';
import {
  dragAcross,
  focusOn,
  give,
  idle,
  mapOf,
  openApp,
  openAsNew,
  replaceOpen,
  positionOf,
  watchErrors,
  workspace,
} from './support/page.ts';

const ROWS = 600;
const COLS = 24;
const { vectors, table, values } = groups(ROWS, COLS);

const file = (name: string, buffer: Buffer): Upload => ({
  name,
  mimeType: 'application/octet-stream',
  buffer,
});

/** The groups with some values replaced: [row, column, value]; no column means the whole row. */
function altered(name: string, changes: readonly (readonly [number, number | null, number])[]) {
  const copy = values.slice();
  for (const [row, column, value] of changes) {
    if (column === null) copy.fill(value, row * COLS, (row + 1) * COLS);
    else copy[row * COLS + column] = value;
  }
  return npy(name, ROWS, COLS, copy);
}

const cells = readFileSync('src/io/hdf5/testdata/obs-before-0.7.h5ad');

const ragged = ['word,dim_0,dim_1,dim_2', 'sun,1,2,3', 'moon,4,5', 'sea,6,7,8', ''].join('\n');
const short = Array.from({ length: ROWS - 1 }, (_, i) => `${i % 7},${i % 2 ? 'odd' : 'even'}`);

/** What the card has to say: where it is, the cause and the way out. */
interface Wrong {
  readonly given: Upload;
  readonly where: string;
  readonly cause: RegExp;
  readonly wayOut: RegExp;
  /** As many rows as the groups: it could be a further space of them. */
  readonly isAsked?: boolean;
}

const WRONG: Readonly<Record<string, Wrong>> = {
  'an npy file that breaks off': {
    given: file('cut.npy', vectors.buffer.subarray(0, 5000)),
    where: 'cut.npy, byte 5000',
    cause: /cut short: 600 x 24 float32 need 57,600 bytes after the header, 4,872 are there/,
    wayOut: /stopped early.* Get or write the file again/,
  },
  'an npy file that claims 2^40 rows': {
    given: file('huge.npy', Buffer.concat([npyHeader(`(${2 ** 40}, 24)`), Buffer.alloc(96)])),
    where: 'huge.npy, byte 224',
    cause: /1,099,511,627,776 x 24 float32 need 105,553,116,266,496 bytes/,
    wayOut: /Get or write the file again/,
  },
  'a csv file with ragged rows': {
    given: text('ragged.csv', ragged),
    where: 'ragged.csv, line 3',
    cause: /line 3 has 3 fields, the lines before it have 4/,
    wayOut: /Add or remove fields on this line/,
  },
  'an npy file with a value that is not a number': {
    given: altered('holes.npy', [[7, 3, NaN]]),
    where: 'holes.npy, row 7, column 3 (counting from 0)',
    cause: /1 value is not finite/,
    wayOut: /Open it without these rows, or impute/,
    isAsked: true,
  },
  'a file of 0 bytes': {
    given: file('empty.npy', Buffer.alloc(0)),
    where: 'empty.npy, byte 0',
    cause: /holds 0 bytes/,
    wayOut: /Get or write the file again/,
  },
  'a PDF that is called npy': {
    given: file('paper.npy', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n', 'latin1')),
    where: 'paper.npy, byte 0',
    cause: /is a PDF document, not a NumPy array/,
    wayOut: /Choose the file that holds the numbers/,
  },
  'an HDF5 file that its library follows for ever': {
    given: file('circle.h5ad', Buffer.from(endless(cells))),
    where: 'circle.h5ad, its structure',
    cause: /HDF5 gave no sign of life for 2 seconds while it followed its structure/,
    wayOut: /Get or write the file again/,
  },
  'metadata with a row less than the vectors': {
    given: text('short.csv', `week,parity\n${short.join('\n')}\n`),
    where: 'short.csv, row 599 (counting from 0)',
    cause:
      /short\.csv has 599 rows, groups\.npy has 600, and no column of short\.csv holds the ids/,
    wayOut: /Add a column with the ids of the vectors, such as "item0"/,
  },
};

const cards = (page: Page): Locator => page.locator('.error-card');

async function expectCard(page: Page, { where, cause, wayOut }: Omit<Wrong, 'given'>) {
  const card = cards(page);
  await expect(card).toHaveCount(1);
  await expect(card.locator('.error-card__where')).toHaveText(where);
  await expect(card.locator('.error-card__message')).toHaveText(cause);
  await expect(card.locator('.error-card__hint')).toHaveText(wayOut);
  await expect(card.locator('.error-card__code')).toHaveText(/^E_[A-Z]+$/);
}

/** The groups are on the map and in the panels, and still answer. */
async function expectGroups(page: Page, focus: number): Promise<void> {
  await idle(page);
  await expect(mapOf(page)).toHaveAccessibleName(/map of groups, 600 items/);
  await expect(page.getByRole('contentinfo')).toContainText('600 × 24 float32');
  await expect(page.getByTestId('data-panel')).toContainText('groups.npy');
  await focusOn(page, focus);
  await expect(page.getByTestId('neighbours').getByRole('button').first()).toContainText(
    `item${bruteForce(values, COLS, focus, 1)[0]}`,
  );
}

async function openGroups(page: Page): Promise<void> {
  await give(page, [vectors, table]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
}

test.describe('with data open', () => {
  let errors: string[];

  test.beforeEach(async ({ page }, info) => {
    errors = watchErrors(page);
    await openApp(page, info);
    await openGroups(page);
    await focusOn(page, 5);
  });
  test.afterEach(() => expect(errors).toEqual([]));

  for (const [what, wrong] of Object.entries(WRONG)) {
    test(`${what}: a card says what, where and the way out; the data stay`, async ({ page }) => {
      const before = await workspace(page);
      await give(page, [wrong.given]);
      if (wrong.isAsked) await openAsNew(page);
      await expectCard(page, wrong);
      expect(await workspace(page)).toEqual(before);
      await expectGroups(page, 77);
      await cards(page).getByRole('button', { name: 'Dismiss' }).click();
      await expect(cards(page)).toHaveCount(0);
    });
  }

  test('rows that are not finite are left out on request, and the notes say so', async ({
    page,
  }) => {
    const holes = altered('holes.npy', [
      [7, 3, NaN],
      [599, 0, Infinity],
    ]);
    await give(page, [holes]);
    await openAsNew(page);
    await cards(page).getByRole('button', { name: 'Open without these rows' }).click();
    await expect(mapOf(page)).toHaveAccessibleName(/map of holes, 598 items/);
    await idle(page);
    await expect(cards(page)).toHaveCount(0);
    await expect(page.getByTestId('data-panel')).toContainText(
      '2 rows with values that are not finite left out of all files (first: row 7, counting from 0)',
    );
    await expect(page.getByRole('contentinfo')).toContainText('598 × 24 float32');
    // Items keep the row numbers of the file: the row after the one left out is row 8.
    await focusOn(page, 7);
    await expect(page.getByTestId('focus-id')).toHaveText('8');
  });

  test('several files at once: what is right opens, each wrong one has its card', async ({
    page,
  }) => {
    const { given: cut } = WRONG['an npy file that breaks off']!;
    const { given: pdf } = WRONG['a PDF that is called npy']!;
    await give(page, [cut, altered('fresh.npy', []), table, pdf]);
    await expect(mapOf(page)).toHaveAccessibleName(/map of fresh, 600 items, coloured by kind/);
    await expect(cards(page)).toHaveCount(2);
    await expect(cards(page).filter({ hasText: 'cut.npy, byte 5000' })).toBeVisible();
    await expect(cards(page).filter({ hasText: 'paper.npy, byte 0' })).toBeVisible();
  });

  test('a long read shows how far it is and can be cancelled; the data stay', async ({
    page,
  }, info) => {
    const before = await workspace(page);
    // float64 is turned into float32 on the way: with the checksum that takes over a second.
    const [rows, cols] = [100_000, 400];
    const head = npyHeader(`(${rows}, ${cols})`, '<f8');
    const bytes = head.length + rows * cols * 8;
    await dragAndDrop(page, [await zerosOnDisk(info, 'long.npy', head, bytes)]);
    await replaceOpen(page);
    const bar = page.locator('.loading');
    await expect(bar).toContainText('Reading long.npy');
    await expect
      .poll(async () => Number(await bar.getByRole('progressbar').getAttribute('aria-valuenow')))
      .toBeGreaterThan(0);
    await bar.getByRole('button', { name: 'Cancel' }).click();
    await expect(bar).toBeHidden({ timeout: 1000 });
    expect(await workspace(page)).toEqual(before);
    await expect(cards(page)).toHaveCount(0);
    await expectGroups(page, 123);
  });
});

test('files dragged from the disk and let go open together', async ({ page }, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await dragAndDrop(page, [await onDisk(info, vectors), await onDisk(info, table)]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of groups, 600 items, coloured by kind/);
  expect(errors).toEqual([]);
});

test('vectors open although the metadata beside them does not fit', async ({ page }, info) => {
  await openApp(page, info);
  const wrong = WRONG['metadata with a row less than the vectors']!;
  await give(page, [wrong.given, vectors]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of groups, 600 items/);
  await expectCard(page, { ...wrong, wayOut: /one row per vector in the same order/ });
  await expect(page.getByTestId('data-panel')).toContainText('No metadata');
});

test('a wrong file as the first one: a card, and the first screen stays', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  const wrong = WRONG['an npy file that claims 2^40 rows']!;
  await give(page, [wrong.given]);
  await expectCard(page, wrong);
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  await openGroups(page);
  await expect(cards(page)).toHaveCount(0);
  await expectGroups(page, 10);
  expect(errors).toEqual([]);
});

test('rows that are all zero: told, without cosine neighbours, without a place on UMAP', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  const zeros = [4, 5, 300];
  await openApp(page, info);
  await give(page, [
    altered(
      'zeros.npy',
      zeros.map((row) => [row, null, 0] as const),
    ),
    table,
  ]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);

  await test.step('the notes and the data check name them', async () => {
    await expect(page.getByTestId('data-panel')).toContainText(
      'zeros.npy: 3 rows all zero (first: row 4, counting from 0); cosine leaves them out',
    );
    await expect(page.getByTestId('inspector-panel')).toContainText(/zero/);
  });

  await test.step('neighbours leave them out; they have none themselves', async () => {
    await focusOn(page, 7);
    const listed = page.getByTestId('neighbours').locator('.neighbour__id');
    await expect(listed).toHaveCount(15);
    const near = bruteForce(values, COLS, 7, 18).filter((item) => !zeros.includes(item));
    expect(await listed.allTextContents()).toEqual(near.slice(0, 15).map((item) => `item${item}`));
    await focusOn(page, 4);
    await expect(page.getByTestId('inspector-panel')).toContainText(/no neighbours.* zero/i);
  });

  await test.step('UMAP places the others', async () => {
    await page.getByRole('radio', { name: 'UMAP' }).click();
    await idle(page);
    await page
      .getByTestId('recipe')
      .getByRole('button', { name: /notes?$/ })
      .click();
    const notes = page.getByRole('dialog', { name: 'Notes on this map' });
    await expect(notes).toContainText('no place on the map');
    await page.keyboard.press('Escape');
    await expect(notes).toBeHidden();
    const { x, y } = await positionOf(page, 8);
    const map = (await mapOf(page).boundingBox())!;
    expect(x).toBeGreaterThan(map.x);
    expect(x).toBeLessThan(map.x + map.width);
    expect(y).toBeGreaterThan(map.y);
    expect(y).toBeLessThan(map.y + map.height);
    // Item 4 is still the one looked at, although it has no place; another can be clicked.
    await page.mouse.click(x, y);
    await expect.poll(async () => (await workspace(page)).focus).not.toBe(4);
    await expect(page.getByTestId('neighbours').getByRole('button')).toHaveCount(15);
  });

  await test.step('a box around the whole map does not take them', async () => {
    await page.getByRole('button', { name: 'Select with a box' }).click();
    await dragAcross(page, [0.03, 0.1], [0.97, 0.97]);
    await expect.poll(async () => (await workspace(page)).selection.length).toBeGreaterThan(0);
    const { selection } = await workspace(page);
    for (const zero of zeros) {
      expect(selection.some(([first, last]) => zero >= first && zero <= last)).toBe(false);
    }
  });

  expect(errors).toEqual([]);
});
