import { expect, test, type Page } from '@playwright/test';
import { groups } from './support/data.ts';
import {
  backends,
  expectedBackend,
  firstWithoutPlace,
  focusOn,
  give,
  idle,
  isNarrow,
  mapOf,
  openApp,
  panel,
  select,
  setPane,
  watchErrors,
  workspace,
} from './support/page.ts';

const ROWS = 600;
const { vectors } = groups(ROWS, 24);
const recipe = (page: Page) => page.getByTestId('recipe');
/** Hours, by any estimate. */
const LONG = { method: 'umap', params: { neighbours: 500, epochs: 10_000, rounds: 20 } };

test.beforeEach(async ({ page }, info) => {
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
});

test('asks before a run that is over budget: leave it, or take a sample', async ({ page }) => {
  const errors = watchErrors(page);
  const question = page.getByTestId('run-question');
  await setPane(page, LONG);
  await expect(question).toContainText('UMAP of all 600 items would take about');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole('radio', { name: 'PCA' })).toBeChecked();

  await setPane(page, LONG);
  await question.getByRole('button', { name: /^Take a sample of/ }).click();
  await expect(page.getByTestId('run-bar')).toContainText('UMAP');
  await page.getByTestId('run-bar').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('radio', { name: 'PCA' })).toBeChecked();
  await expect(recipe(page)).toContainText('600 × 24');
  expect(errors).toEqual([]);
});

test('shows a sample, says so, and takes all items again', async ({ page }, info) => {
  await setPane(page, { camera: { position: [0, 0, 9], target: [3, 0, 0], zoom: 9 } });
  await setPane(page, { sample: { rows: 200, seed: 3 } });
  await expect(recipe(page)).toContainText('200 × 24');
  expect((await workspace(page)).panes[0]!.camera).toBeUndefined();
  if (!isNarrow(info)) {
    await focusOn(page, await firstWithoutPlace(page));
    const inspector = page.getByTestId('inspector-panel');
    await expect(inspector).toContainText('Not in the sample: this item is not on the map.');
    await select(page, 600);
    await expect(page.getByTestId('selection-count')).toHaveText('600 items, 200 on the map');
  }
  await expect(recipe(page)).toContainText('sample of 600, seed 3');
  await page.getByRole('button', { name: 'Take all 600' }).click();
  await expect(recipe(page)).toContainText('600 × 24');
  await expect(page.getByRole('button', { name: 'Take all 600' })).toBeHidden();
});

test('UMAP goes on for another round and takes another seed', async ({ page }) => {
  await setPane(page, { method: 'umap', params: { epochs: 20 } });
  await expect(recipe(page)).toContainText('seed 0');
  await page.getByRole('button', { name: 'Go on: 20 epochs' }).click();
  await expect(recipe(page)).toContainText('rounds 2');
  await page.getByRole('button', { name: 'New seed' }).click();
  await expect(recipe(page)).toContainText('seed 1');
  await expect(recipe(page)).not.toContainText('rounds');
});

test('UMAP on the map of another space: epochs are told, nothing goes on, a space is never its own', async ({
  page,
}, info) => {
  await panel(page, info, 'Data');
  await give(page, [
    { ...vectors, name: 'early.npy' },
    { ...vectors, name: 'late.npy' },
  ]);
  // That row i is the same item in both is asked.
  const question = page.getByRole('dialog', { name: 'What to open' });
  await question.getByRole('radio', { name: 'New data' }).click();
  await question.getByRole('button', { name: 'Open' }).click();
  await expect
    .poll(async () => (await workspace(page)).data)
    .toMatchObject({
      files: [{ name: 'early.npy' }, { name: 'late.npy' }],
    });
  await panel(page, info, 'Map');
  await idle(page);
  await setPane(page, { method: 'umap', params: { onto: 'late' } });
  await expect(recipe(page)).toContainText('onto late');
  await expect(page.getByRole('button', { name: 'New seed' })).toBeEnabled();
  await expect(page.getByRole('button', { name: /^Go on/ })).toBeHidden();
  await panel(page, info, 'Data');
  await page.getByRole('button', { name: /^late/ }).click();
  await panel(page, info, 'Map');
  await expect(recipe(page)).not.toContainText('onto');
  await expect(page.getByRole('button', { name: 'Go on: 500 epochs' })).toBeEnabled();
});

test('shows memory by owner and holds vectors as float16 by choice', async ({ page }) => {
  await page.getByRole('contentinfo').getByRole('button', { name: /kB|MB/ }).click();
  const memory = page.getByRole('dialog', { name: 'Memory held by the engine' });
  await expect(memory.getByRole('row', { name: /^Vectors/ })).toContainText('57.6 kB');
  await memory.getByText('Hold the vectors as float16').click();
  await expect(memory.getByRole('row', { name: /^Vectors/ })).toContainText('28.8 kB');
  await page.keyboard.press('Escape');
  await expect(recipe(page)).toContainText('stored as float16');
});

test('a run is started again when its vectors are held as float16, and cancel computes nothing', async ({
  page,
}) => {
  const bar = page.getByTestId('run-bar');
  // 200,000 epochs: far longer than the test.
  await setPane(page, { method: 'umap', params: { epochs: 10_000, rounds: 20, seed: 5 } });
  await expect(bar).toContainText('UMAP');
  await expect(bar).toContainText(/about \d+ (s|min) left/);
  await page.getByRole('contentinfo').getByRole('button', { name: /kB|MB/ }).click();
  const memory = page.getByRole('dialog', { name: 'Memory held by the engine' });
  await memory.getByText('Hold the vectors as float16').click();
  await expect(page.getByTestId('announcer')).toContainText('held as float16');
  await page.keyboard.press('Escape');
  await expect(bar).toContainText('UMAP');
  await expect(recipe(page)).toContainText('600 × 24');
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Cancelled.')).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(page.getByRole('radio', { name: 'UMAP' })).toBeChecked();
  await page.getByRole('button', { name: 'Compute' }).click();
  await expect(bar).toContainText('UMAP');
});

test('a number outside the range is put right in sight', async ({ page }) => {
  await setPane(page, { method: 'umap', params: { epochs: 20 } });
  await idle(page);
  await page.getByRole('button', { name: 'Parameters' }).click();
  const form = page.getByRole('dialog', { name: 'Parameters of UMAP' });
  const neighbours = form.getByLabel('Neighbours', { exact: true });
  await neighbours.fill('1');
  await form.getByRole('button', { name: 'Apply' }).click();
  await expect(form).toContainText('2 to 500; set to 2');
  await expect(neighbours).toHaveValue('2');
  await neighbours.fill('9000');
  await neighbours.press('Enter');
  await expect(form).toContainText('2 to 500; set to 500');
  await neighbours.fill('30');
  await neighbours.press('Enter');
  await expect(form).toBeHidden();
  await expect(recipe(page)).toContainText('neighbours 30');
});

test('a crash of the GPU process in the middle of UMAP costs nothing but time', async ({
  page,
  browser,
}, info) => {
  const onGpu = expectedBackend(info) === 'webgpu';
  await setPane(page, { method: 'umap', params: { epochs: onGpu ? 400 : 10_000, seed: 1 } });
  await expect(page.getByTestId('run-bar')).toContainText('Layout');
  const session = await browser.newBrowserCDPSession();
  // The GPU process ends without an answer.
  session.send('Browser.crashGpuProcess').catch(() => undefined);
  await expect(recipe(page)).toContainText('seed 1', { timeout: 60_000 });
  if (onGpu) {
    await expect(page.getByRole('contentinfo')).toContainText('The GPU was lost');
    const [engine, result] = await backends(page);
    expect(result).toBe(engine);
  }
});
