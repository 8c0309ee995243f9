import { expect, test, type Page } from '@playwright/test';
import { bruteForce, groups, KINDS } from './support/data.ts';
import {
  backends,
  colleague,
  expectedBackend,
  give,
  idle,
  isNarrow,
  mapOf,
  openApp,
  panel,
  positionOf,
  sharedLink,
  watchErrors,
  workspace,
} from './support/page.ts';

const ROWS = 600;
const COLS = 24;

/** The first whole path: files -> map -> colour -> click -> neighbours -> lasso -> UMAP -> link -> the same view. */
test('from files to a link that opens the same view', async ({ page, browser }, info) => {
  const errors = watchErrors(page);
  const { vectors, table, values } = groups(ROWS, COLS);
  await openApp(page, info);
  await give(page, [vectors, table]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);

  await test.step('it ran on the backend of this set-up', async () => {
    const backend = expectedBackend(info);
    await expect.poll(() => backends(page)).toEqual([backend, backend]);
    await expect(page.getByTestId('backend')).toHaveAttribute('data-backend', backend);
    await expect(page.getByTestId('recipe')).toContainText(/centred/);
    await expect(page.getByTestId('recipe')).toContainText(`${ROWS} × ${COLS}`);
  });

  await test.step('colour by a column; the legend counts', async () => {
    await panel(page, info, 'Data');
    await page.getByRole('button', { name: 'Colour by kind' }).click();
    await panel(page, info, 'Map');
    if (isNarrow(info)) await page.getByRole('button', { name: /legend/i }).click();
    const legend = page.getByRole('region', { name: 'Legend: kind' });
    for (const kind of KINDS) await expect(legend).toContainText(kind);
    await expect(legend).toContainText('200');
    if (isNarrow(info)) await page.getByRole('button', { name: /legend/i }).click();
  });

  await test.step('click a point: its true neighbours', async () => {
    const { x, y } = await positionOf(page, 5);
    if (isNarrow(info)) await page.touchscreen.tap(x, y);
    else await page.mouse.click(x, y);
    await expect.poll(async () => (await workspace(page)).focus).not.toBeNull();
    const focus = (await workspace(page)).focus!;
    await panel(page, info, 'Inspector');
    await expect(page.getByTestId('focus-id')).toHaveText(`item${focus}`);
    const listed = page.getByTestId('neighbours').locator('.neighbour__id');
    await expect(listed).toHaveCount(15);
    const expected = bruteForce(values, COLS, focus, 15).map((i) => `item${i}`);
    expect(await listed.allTextContents()).toEqual(expected);
    await panel(page, info, 'Map');
  });

  await test.step('lasso the whole map', async () => {
    await page.getByRole('button', { name: 'Select with a lasso' }).click();
    await lasso(page);
    await expect.poll(async () => (await workspace(page)).selection.length).toBeGreaterThan(0);
    await panel(page, info, 'Inspector');
    await expect(page.getByTestId('selection-count')).not.toHaveText(/^0 /);
    await panel(page, info, 'Map');
  });

  await test.step('UMAP: pause, resume, cancel, run to the end', async () => {
    await page.getByRole('radio', { name: 'UMAP' }).click();
    await idle(page);
    // So few items settle in a moment; with many more epochs there is time to look.
    await setEpochs(page, '10000');
    const bar = page.getByTestId('run-bar');
    await bar.getByRole('button', { name: 'Pause' }).click();
    await expect(bar).toContainText('paused');
    await bar.getByRole('button', { name: 'Resume' }).click();
    await expect(bar).not.toContainText('paused');
    await bar.getByRole('button', { name: 'Cancel' }).click();
    await expect(bar).toBeHidden();
    await setEpochs(page, '200');
    await idle(page);
    const backend = expectedBackend(info);
    expect(await backends(page)).toEqual([backend, backend]);
    await expect(page.getByTestId('recipe')).toContainText('seed 0');
    await expect(page.getByTestId('recipe')).toContainText('epochs 200');
  });

  await test.step('a colleague opens the link, drops the files and sees the same', async () => {
    const address = await sharedLink(page);
    const before = await workspace(page);
    const spots = await Promise.all([0, 1, 2, 299, 599].map((item) => positionOf(page, item)));
    const other = await colleague(browser, info);
    await openApp(other, info, new URL(address).hash);
    await expect(other.getByRole('region', { name: 'Files of this link' })).toContainText(
      'groups.npy',
    );
    await give(other, [vectors, table]);
    await expect(mapOf(other)).toBeVisible();
    await idle(other);
    expect(await workspace(other)).toEqual(before);
    const seen = await Promise.all([0, 1, 2, 299, 599].map((item) => positionOf(other, item)));
    // Cameras are written with four digits: a pixel or two of a map a thousand wide.
    seen.forEach((spot, i) => {
      expect(Math.hypot(spot.x - spots[i]!.x, spot.y - spots[i]!.y)).toBeLessThan(3);
    });
    await other.context().close();
  });

  expect(errors).toEqual([]);
});

/** Runs UMAP with so many epochs, through its form. */
async function setEpochs(page: Page, epochs: string): Promise<void> {
  await page.getByRole('button', { name: 'Parameters' }).click();
  const form = page.getByRole('dialog', { name: /Parameters/ });
  await form.getByRole('textbox', { name: 'Epochs' }).fill(epochs);
  await form.getByRole('button', { name: 'Apply' }).click();
}

/** A loop around the middle of the map. */
async function lasso(page: Page): Promise<void> {
  const box = (await mapOf(page).boundingBox())!;
  const corner = (across: number, down: number): [number, number] => [
    box.x + across * box.width,
    box.y + down * box.height,
  ];
  await page.mouse.move(...corner(0.08, 0.3));
  await page.mouse.down();
  for (const [across, down] of [
    [0.9, 0.3],
    [0.9, 0.8],
    [0.08, 0.8],
    [0.08, 0.32],
  ] as const) {
    await page.mouse.move(...corner(across, down), { steps: 5 });
  }
  await page.mouse.up();
}
