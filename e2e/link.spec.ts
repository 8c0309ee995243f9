import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { groups, npy } from './support/data.ts';
import {
  colleague,
  dragAcross,
  focusOn,
  give,
  idle,
  mapOf,
  openApp,
  positionOf,
  sharedLink,
  watchErrors,
  workspace,
} from './support/page.ts';

const cards = (page: Page) => page.locator('.error-card');
const hashOf = (address: string): string => new URL(address).hash;

/** A link around any JSON. */
const linkOf = (json: unknown): string =>
  `#w=1.${deflateRawSync(JSON.stringify(json)).toString('base64url')}`;

/** What a link holds. */
const contentOf = (hash: string): Record<string, unknown> =>
  JSON.parse(
    inflateRawSync(Buffer.from(hash.slice('#w=1.'.length), 'base64url')).toString(),
  ) as Record<string, unknown>;

const WORDS = { version: 1, data: { kind: 'sample', id: 'words' }, focus: 17 };

async function expectWords(page: Page): Promise<void> {
  await expect(mapOf(page)).toHaveAccessibleName(/map of English words .*10,000 items/);
  await idle(page);
}

test('a link to a sample brings back the whole view', async ({ page, browser }, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await page.getByRole('button', { name: /English words/ }).click();
  await expectWords(page);

  await test.step('projection with its own parameters, in 2-D', async () => {
    await page.getByRole('radio', { name: 'UMAP' }).click();
    await page.getByRole('button', { name: 'Parameters' }).click();
    const form = page.getByRole('dialog', { name: /Parameters/ });
    await form.getByRole('textbox', { name: 'Neighbours' }).fill('8');
    await form.getByRole('textbox', { name: 'Epochs' }).fill('25');
    await form.getByRole('textbox', { name: 'Seed' }).fill('3');
    await form.getByRole('button', { name: 'Apply' }).click();
    await page.keyboard.press('2');
    await idle(page);
    await expect(page.getByTestId('recipe')).toContainText('seed 3');
  });
  await test.step('colours and a hidden level', async () => {
    await page.getByRole('button', { name: 'Colour by part_of_speech' }).click();
    const level = page
      .getByRole('region', { name: 'Legend: part_of_speech' })
      .getByRole('button', { name: /^verb/ });
    await level.click();
    await expect(level).toHaveAttribute('aria-pressed', 'false');
  });
  await test.step('camera, selection, neighbours and focus', async () => {
    const { x, y } = await positionOf(page, 100);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await page.keyboard.press('b');
    await dragAcross(page, [0.3, 0.3], [0.6, 0.6]);
    await focusOn(page, 100);
    await page.evaluate(() =>
      window.__locus!.store.getState().setNeighbours({ metric: 'euclidean', k: 7 }),
    );
    await idle(page);
  });

  const before = await workspace(page);
  expect(before.panes[0]).toMatchObject({
    method: 'umap',
    params: { neighbours: 8, epochs: 25, seed: 3 },
    dims: 2,
    colour: { column: 'part_of_speech', hidden: ['verb'] },
  });
  expect(before.panes[0]!.camera).toBeDefined();
  expect(before.selection.length).toBeGreaterThan(0);

  const hash = hashOf(await sharedLink(page));
  expect(hash.length).toBeLessThan(8000);
  const other = await colleague(browser, info);
  const otherErrors = watchErrors(other);
  await openApp(other, info, hash);
  await expectWords(other);
  expect(await workspace(other)).toEqual(before);
  await expect(other.getByTestId('recipe')).toContainText('seed 3');
  await expect(other.getByTestId('neighbours').getByRole('button')).toHaveCount(7);
  await expect(
    other
      .getByRole('region', { name: 'Legend: part_of_speech' })
      .getByRole('button', { name: /^verb/ }),
  ).toHaveAttribute('aria-pressed', 'false');
  for (const item of [0, 100, 9_999]) {
    const [here, there] = [await positionOf(page, item), await positionOf(other, item)];
    // Cameras are written with six digits.
    expect(Math.hypot(here.x - there.x, here.y - there.y)).toBeLessThan(2);
  }
  expect(await other.evaluate(() => location.hash)).toBe(hash);
  expect([...errors, ...otherErrors]).toEqual([]);
  await other.context().close();
});

test.describe('a damaged link', () => {
  test('cut short: says so and opens what is whole', async ({ page }, info) => {
    // A long selection stands at the end of the link.
    const selection = Array.from({ length: 400 }, (_, i) => (i * 7919) % 23);
    const whole = linkOf({ ...WORDS, panes: [{ id: 'a', dims: 2 }], selection });
    await openApp(page, info, whole.slice(0, Math.floor(whole.length * 0.7)));
    await expect(cards(page)).toHaveCount(1);
    await expect(cards(page)).toContainText('can be read in part only. It ends too early.');
    await expect(cards(page)).toContainText(/character \d+/);
    await expect(cards(page)).toContainText('Ask the sender to copy the whole link again.');
    await expectWords(page);
    expect(await workspace(page)).toMatchObject({ focus: 17, panes: [{ dims: 2 }] });
  });

  const UNREADABLE: Readonly<Record<string, readonly [hash: string, says: RegExp]>> = {
    garbage: ['#w=1.%00<script>', /cannot be read.*a character that no link has/],
    'base64 of nothing sensible': ['#w=1.AAAABBBBCCCC', /cannot be read/],
    'without a version': ['#w=hello', /cannot be read.*version/],
    'of a newer kind': ['#w=7.abcdef', /made by a newer Locus \(link version 7\).*newer Locus/],
  };
  for (const [what, [hash, says]] of Object.entries(UNREADABLE)) {
    test(`${what}: says so, and the first screen works`, async ({ page }, info) => {
      await openApp(page, info, hash);
      await expect(cards(page)).toHaveCount(1);
      await expect(cards(page)).toHaveText(says);
      await page.getByRole('button', { name: /English words/ }).click();
      await expectWords(page);
      await expect(cards(page)).toHaveCount(0);
    });
  }

  test('from a newer version: opens what it knows and keeps the rest', async ({ page }, info) => {
    await openApp(page, info, linkOf({ ...WORDS, version: 99, hologram: { depth: 4 } }));
    await expect(cards(page)).toHaveCount(1);
    await expect(cards(page)).toContainText('made by a newer Locus (workspace version 99');
    await expectWords(page);
    expect((await workspace(page)).focus).toBe(17);
    expect(contentOf(hashOf(await sharedLink(page)))).toMatchObject({
      version: 99,
      hologram: { depth: 4 },
    });
  });

  test('with parts that do not fit: each is named, the others open', async ({ page }, info) => {
    const pane = { id: 'a', method: 'warp', dims: 2, pointSize: 'large' };
    await openApp(page, info, linkOf({ ...WORDS, panes: [pane], neighbours: { k: 5 } }));
    await expectWords(page);
    await expect(cards(page)).toHaveCount(2);
    await expect(cards(page).filter({ hasText: 'The pointSize of pane 1' })).toBeVisible();
    await expect(
      cards(page).filter({ hasText: 'The projection "warp" in the link is not known' }),
    ).toBeVisible();
    expect(await workspace(page)).toMatchObject({
      panes: [{ method: 'pca', dims: 2, pointSize: 1 }],
      neighbours: { k: 5 },
      focus: 17,
    });
  });

  test('to a sample that is not here: says so; another opens', async ({ page }, info) => {
    await openApp(page, info, linkOf({ ...WORDS, data: { kind: 'sample', id: 'atlantis' } }));
    await expect(cards(page)).toContainText('no such sample');
    await expect(cards(page)).toContainText('atlantis/sample.json');
    await page.getByRole('button', { name: /English words/ }).click();
    await expectWords(page);
  });
});

test('a link to a file of one’s own: another file is told by its hash, the right one opens', async ({
  page,
  browser,
}, info) => {
  const { vectors, values } = groups();
  const changed = npy(
    'groups.npy',
    600,
    24,
    values.map((value) => value * 1.5),
  );
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toBeVisible();
  await focusOn(page, 42);
  await page.keyboard.press('2');
  await idle(page);
  const before = await workspace(page);
  const hash = hashOf(await sharedLink(page));

  const other = await colleague(browser, info);
  await openApp(other, info, hash);
  const awaited = other.getByRole('region', { name: 'Files of this link' });
  await expect(awaited).toContainText('groups.npy, 57,728 bytes');
  await expect(awaited).toContainText(/SHA-256 [0-9a-f]{64}/);
  await give(other, [changed]);
  await expect(mapOf(other)).toBeVisible();
  await expect(cards(other)).toHaveText(
    /"groups\.npy" is not the file the link was made with: its SHA-256 is [0-9a-f]{12}….*the link names [0-9a-f]{12}…/,
  );
  expect(await workspace(other)).toMatchObject({ focus: 42, panes: [{ dims: 2 }] });

  await give(other, [vectors]);
  await expect(cards(other)).toHaveCount(0);
  await idle(other);
  expect(await workspace(other)).toEqual(before);
  await other.context().close();
});

test('a link put into the address bar replaces what is open and frees its memory', async ({
  page,
}, info) => {
  const held = () => page.evaluate(() => window.__locus!.store.getState().backend!.bytes.spaces);
  const { vectors } = groups();
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of groups, 600 items/);
  await idle(page);
  await expect.poll(held).toBe(600 * 24 * 4);
  await page.evaluate((hash) => (location.hash = hash), linkOf(WORDS));
  await expectWords(page);
  expect((await workspace(page)).focus).toBe(17);
  await expect.poll(held).toBe(10_000 * 100 * 4);
});

test('undo and redo from the keyboard; going back to PCA is instant', async ({ page }, info) => {
  const { vectors, table } = groups();
  await openApp(page, info);
  await give(page, [vectors, table]);
  await expect(mapOf(page)).toBeVisible();
  await idle(page);
  const stages = [await workspace(page)];
  const record = async (): Promise<void> => {
    await idle(page);
    stages.push(await workspace(page));
  };
  await page.getByRole('button', { name: 'Colour by weight' }).click();
  await record();
  await page.getByRole('radio', { name: 'UMAP' }).click();
  await record();
  await page.keyboard.press('l');
  await dragAcross(page, [0.2, 0.2], [0.8, 0.2]);
  await page.keyboard.press('b');
  await dragAcross(page, [0.1, 0.2], [0.9, 0.9]);
  await record();
  expect(new Set(stages.map((stage) => JSON.stringify(stage))).size).toBe(4);

  for (const stage of stages.slice(0, -1).reverse()) {
    await page.keyboard.press('Control+z');
    await idle(page);
    expect(await workspace(page)).toEqual(stage);
  }
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  for (const stage of stages.slice(1)) {
    await page.keyboard.press('Control+Shift+Z');
    await idle(page);
    expect(await workspace(page)).toEqual(stage);
  }
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled();

  // What was computed is remembered: no run begins, the result is there in the same step as the click.
  const status = await page.evaluate(() => {
    const { store } = window.__locus!;
    const [pane] = store.getState().workspace.panes;
    store.getState().setProjection(pane!.id, 'pca');
    const run = store.getState().results.get(pane!.id);
    return [run?.status, run?.result?.method];
  });
  expect(status).toEqual(['done', 'pca']);
});
