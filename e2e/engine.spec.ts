import { expect, test, type Page } from '@playwright/test';
import { groups } from './support/data.ts';
import {
  backends,
  expectedBackend,
  give,
  idle,
  mapOf,
  openApp,
  setPane,
  watchErrors,
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

test('shows a sample, says so, and takes all items again', async ({ page }) => {
  await setPane(page, { sample: { rows: 200, seed: 3 } });
  await expect(recipe(page)).toContainText('200 × 24');
  await expect(recipe(page)).toContainText('sample of 600, seed 3');
  await page.getByRole('button', { name: 'Take all 600' }).click();
  await expect(recipe(page)).toContainText('600 × 24');
  await expect(page.getByRole('button', { name: 'Take all 600' })).toBeHidden();
});

test('UMAP goes on for another round and takes another seed', async ({ page }) => {
  await setPane(page, { method: 'umap', params: { epochs: 20 } });
  await expect(recipe(page)).toContainText('seed 0');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(recipe(page)).toContainText('rounds 2');
  await page.getByRole('button', { name: 'New seed' }).click();
  await expect(recipe(page)).toContainText('seed 1');
  await expect(recipe(page)).not.toContainText('rounds');
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
