import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { groups, npy } from './support/data.ts';
import {
  give,
  idle,
  mapOf,
  openApp,
  openAsNew,
  sharedLink,
  watchErrors,
  workspace,
} from './support/page.ts';

const { vectors, table, values } = groups(90, 8);
const layer = (name: string) => npy(name, 90, 8, values.map((value) => -value)); // prettier-ignore
const spaces = (page: Page) => page.getByTestId('data-panel').locator('.space__name');
const question = (page: Page) => page.getByRole('dialog', { name: 'What to open' });

let errors: string[];
test.beforeEach(async ({ page }, info) => {
  errors = watchErrors(page);
  await openApp(page, info);
});
test.afterEach(() => expect(errors).toEqual([]));

test('vectors dropped later become further spaces, and can be undone over', async ({ page }) => {
  await give(page, [vectors]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
  await give(page, [layer('layer_01.npy')]);
  await expect(question(page)).toContainText('Further space of groups');
  await page.keyboard.press('Enter');
  await expect(spaces(page)).toHaveText(['groups', 'layer_01']);
  await page.getByRole('button', { name: /^layer_01/ }).click();
  await idle(page);
  expect((await workspace(page)).panes[0]!.space).toBe('layer_01');
  await page.getByRole('button', { name: 'Undo: show layer_01' }).click();
  expect((await workspace(page)).panes[0]!.space).toBeUndefined();
  await give(page, [layer('other.npy')]);
  await openAsNew(page);
  await expect(spaces(page)).toHaveText(['other']);
});

test('a folder: its files in natural order, by category; Escape leaves them', async ({
  page,
}, info) => {
  const folder = info.outputPath('layers');
  await mkdir(folder);
  const files = [layer('layer_10.npy'), layer('layer_9.npy'), table];
  for (const { name, buffer } of [...files, { name: '.DS_Store', buffer: Buffer.alloc(8) }])
    await writeFile(`${folder}/${name}`, buffer);
  await page.getByTestId('folder-input').setInputFiles(folder);
  await expect(question(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question(page)).toBeHidden();
  await page.getByTestId('folder-input').setInputFiles(folder);
  await question(page).getByRole('radio', { name: 'By category' }).click();
  await question(page).getByRole('button', { name: 'None' }).click();
  await question(page).getByRole('checkbox', { name: /^beta/ }).press('Space');
  await expect(question(page)).toContainText('2 spaces, 30 × 8');
  await page.keyboard.press('Enter');
  await expect(mapOf(page)).toHaveAccessibleName(/30 items/);
  await expect(spaces(page)).toHaveText(['layer_9', 'layer_10']);
  await expect(page.locator('.error-card')).toHaveCount(0);
});

test('metadata joined later leave the rows as they were chosen, and the link says so', async ({
  page,
}, info) => {
  const items = () => page.evaluate(() => window.__locus!.store.getState().dataset?.ids);
  const layers = [layer('layer_1.npy'), layer('layer_2.npy')];
  await give(page, layers);
  await question(page).getByRole('radio', { name: 'Sample' }).click();
  await question(page).getByRole('textbox', { name: 'Number of rows' }).fill('20');
  await question(page).getByRole('textbox', { name: 'Seed' }).fill('3');
  await page.keyboard.press('Tab');
  await question(page).getByRole('button', { name: 'Open' }).click();
  await expect(mapOf(page)).toHaveAccessibleName(/20 items/);
  await give(page, [table]);
  await expect.poll(items).toContainEqual(expect.stringMatching(/^item/));
  const chosen = await items();
  expect(chosen).toHaveLength(20);
  const { hash } = new URL(await sharedLink(page));
  await page.goto('about:blank');
  await openApp(page, info, hash);
  await give(page, [table, ...layers]);
  await expect(mapOf(page)).toHaveAccessibleName(/20 items/);
  expect(await items()).toEqual(chosen);
  await expect(page.locator('.error-card')).toHaveCount(0);
});

test('another file of the same name is asked about, and replaces nothing', async ({ page }) => {
  await give(page, [npy('emb.npy', 90, 8, values)]);
  await expect(mapOf(page)).toBeVisible();
  await give(page, [npy('emb.npy', 90, 4, values.subarray(0, 360).slice())]);
  await expect(question(page)).toContainText('Further space of emb');
  await page.keyboard.press('Enter');
  await expect(spaces(page)).toHaveText(['emb', 'emb (2)']);
  await expect(page.locator('.error-card')).toHaveCount(0);
});

test('vectors with other rows are asked about before they take the place of what is open', async ({
  page,
}) => {
  await give(page, [vectors]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
  const short = npy('short.npy', 89, 8, values.subarray(0, 89 * 8).slice());
  await give(page, [short]);
  await expect(question(page)).toContainText(
    'short.npy has 89 rows, groups has 90: it can only be opened as new data, in place of groups.',
  );
  await question(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(spaces(page)).toHaveText(['groups']);
  await give(page, [short]);
  await question(page).getByRole('button', { name: 'Open as new data' }).click();
  await expect(mapOf(page)).toHaveAccessibleName(/89 items/);
});

test('files that do not go together: one number of rows everywhere, and no error for what was left', async ({
  page,
}) => {
  const short = npy('short.npy', 30, 8, values.subarray(0, 240).slice());
  await give(page, [layer('layer_01.npy'), short, npy('wrong.npy', 3, 0, new Float32Array(0))]);
  await expect(question(page)).toContainText('Left out: short.npy. Tick another');
  await expect(question(page).getByRole('list', { name: 'Files that' })).toContainText('wrong.npy');
  await expect(question(page)).toContainText('90 of 90');
  await expect(question(page).getByRole('checkbox', { name: /^short/ })).not.toBeChecked();
  await question(page)
    .getByRole('checkbox', { name: /^short/ })
    .press('Space');
  await expect(question(page)).toContainText('1 space, 30 × 8');
  await expect(question(page)).toContainText('30 of 30');
  await expect(question(page)).toContainText('Left out: layer_01.npy');
  await question(page).getByRole('button', { name: 'Open', exact: true }).click();
  await expect(spaces(page)).toHaveText(['short']);
  await expect(page.locator('.error-card')).toHaveCount(1);
  await expect(page.locator('.error-card')).toContainText('wrong.npy');
});
