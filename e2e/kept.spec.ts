import { expect, test, type Page } from '@playwright/test';
import { groups, npy } from './support/data.ts';
import { fileServer } from './support/file-server.ts';
import {
  focusOn,
  give,
  idle,
  mapOf,
  openApp,
  select,
  watchErrors,
  workspace,
} from './support/page.ts';

const { vectors, table } = groups();

const recent = (page: Page) => page.getByTestId('recent');
const keepButton = (page: Page) => page.getByRole('button', { name: 'Keep in this browser' });
/** The second question of a single delete. */
const confirmDelete = (page: Page) =>
  recent(page).getByRole('button', { name: 'Delete', exact: true });
const isKept = (page: Page) => page.getByText('Kept in this browser: comes back after a reload.');

/** What lies in the browser's private file system, by path. */
const stored = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const found: Record<string, number> = {};
    const visit = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      const entries = (folder as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
      for await (const handle of entries) {
        const at = `${path}/${handle.name}`;
        if (handle.kind === 'directory') await visit(handle as FileSystemDirectoryHandle, at);
        else found[at] = (await (handle as FileSystemFileHandle).getFile()).size;
      }
    };
    await visit(await navigator.storage.getDirectory(), '');
    return found;
  });

async function openAndKeep(page: Page, files = [vectors, table]): Promise<void> {
  await give(page, files);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  await keepButton(page).click();
  await expect(isKept(page)).toBeVisible();
}

test('nothing is kept without being asked', async ({ page }, info) => {
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  expect(Object.values(await stored(page))).toEqual([]);
  // The address is written a moment later.
  await expect.poll(() => new URL(page.url()).hash).not.toBe('');
  await page.reload();
  await expect(page.getByRole('heading', { name: /Drop it to see it/ })).toBeVisible();
  await expect(recent(page)).toHaveCount(0);
});

test('kept data come back after a reload with the same view', async ({ page, context }, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await openAndKeep(page);
  await page.getByRole('button', { name: 'Colour by weight' }).click();
  await page.keyboard.press('2');
  await focusOn(page, 41);
  await select(page, 12);
  await idle(page);
  const before = await workspace(page);
  await page.waitForTimeout(1500); // the link follows after 0.4 s, the note of the view after 0.8 s

  await test.step('by itself', async () => {
    await page.reload();
    await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
    await idle(page);
    expect(await workspace(page)).toEqual(before);
    await expect(isKept(page)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Item' })).toContainText('item41');
  });
  await test.step('in another tab, from the list, after the first one is lost', async () => {
    const other = await context.newPage();
    await page.close();
    await openApp(other, info);
    await expect(recent(other)).toContainText('groups');
    await expect(recent(other)).toContainText('600 × 24');
    await expect(recent(other)).toContainText(/in this browser, room for .* more/);
    await recent(other)
      .getByRole('button', { name: /^groups/ })
      .click();
    await expect(mapOf(other)).toHaveAccessibleName(/600 items/);
    await idle(other);
    expect(await workspace(other)).toEqual(before);
  });
  expect(errors).toEqual([]);
});

test('what joins kept data later can be kept too, in place of the copy without it', async ({
  page,
}, info) => {
  await openApp(page, info);
  await openAndKeep(page, [vectors]);
  const bytes = Object.values(await stored(page)).length;
  await give(page, [table]);
  const also = page.getByRole('button', { name: `Also keep ${table.name}` });
  await expect(also).toBeVisible();
  await expect(page.getByTestId('data-panel')).toContainText(
    `Kept so far: groups without ${table.name}.`,
  );
  await also.click();
  await expect(isKept(page)).toBeVisible();
  await expect.poll(async () => Object.values(await stored(page)).length).toBe(bytes + 1);
  await page.waitForTimeout(1500); // the link follows after 0.4 s, the note of the view after 0.8 s
  await page.reload();
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await expect(page.getByRole('button', { name: 'Colour by weight' })).toBeVisible();
});

test('deleting removes everything, in all tabs', async ({ page, context }, info) => {
  await openApp(page, info);
  await openAndKeep(page);
  expect(Object.keys(await stored(page)).length).toBeGreaterThanOrEqual(3);
  const other = await context.newPage();
  await openApp(other, info);
  await recent(other)
    .getByRole('button', { name: /^Delete groups/ })
    .click();
  expect(Object.keys(await stored(other)).length).toBeGreaterThanOrEqual(3);
  await confirmDelete(other).click();
  await expect(recent(other)).toHaveCount(0);
  expect(await stored(other)).toEqual({});
  // The first tab learns of it, and can keep them anew.
  await expect(keepButton(page)).toBeEnabled();
  await keepButton(page).click();
  await expect(isKept(page)).toBeVisible();
  await expect(recent(other)).toContainText('groups');
  await test.step('all at once, after a second question', async () => {
    await recent(other).getByRole('button', { name: 'Delete all…' }).click();
    await recent(other).getByRole('button', { name: 'Delete it' }).click();
    await expect(recent(other)).toHaveCount(0);
    expect(await stored(other)).toEqual({});
  });
});

test('damaged data are shown as such, and copies that were not finished are removed', async ({
  page,
}, info) => {
  await openApp(page, info);
  await openAndKeep(page);
  await page.evaluate(async () => {
    const kept = await (await navigator.storage.getDirectory()).getDirectoryHandle('kept');
    const values = (kept as unknown as { values(): AsyncIterable<FileSystemHandle> }).values();
    for await (const folder of values) await (folder as FileSystemDirectoryHandle).removeEntry('1');
    const broken = await kept.getDirectoryHandle('broken', { create: true });
    const entry = await broken.getFileHandle('entry.json', { create: true });
    const writer = await entry.createWritable();
    await writer.write('{"version":');
    await writer.close();
    const half = await kept.getDirectoryHandle('half', { create: true });
    await half.getFileHandle('0', { create: true });
  });
  await page.reload();
  await expect(recent(page)).toContainText(
    /Cannot be opened: groups\.(csv|npy) is missing or cut short/,
  );
  await expect(recent(page)).toContainText('Cannot be opened: its description cannot be read.');
  await expect(page.getByRole('heading', { name: /Drop them to see it/ })).toBeVisible();
  await expect.poll(async () => Object.keys(await stored(page)).join()).not.toContain('half');
  await recent(page).getByRole('button', { name: 'Delete damaged data from this browser' }).click();
  await confirmDelete(page).click();
  await recent(page)
    .getByRole('button', { name: /^Delete groups/ })
    .click();
  await confirmDelete(page).click();
  await expect(recent(page)).toHaveCount(0);
  expect(await stored(page)).toEqual({});
});

test('the vectors alone and the vectors with metadata are kept apart', async ({ page }, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await openAndKeep(page, [vectors]);
  await focusOn(page, 7);
  await page.waitForTimeout(1500); // the note of the view
  await page.goto('about:blank');
  await openApp(page, info);
  await openAndKeep(page);
  await focusOn(page, 9);
  await page.waitForTimeout(1500);

  await test.step('the one that was clicked opens, with its own view', async () => {
    await page.goto('about:blank');
    await openApp(page, info);
    const rows = recent(page).getByRole('button', { name: /^groups/ });
    await expect(rows).toHaveCount(2);
    await rows.last().click(); // kept first: the vectors alone
    await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
    await idle(page);
    const { data, focus } = await workspace(page);
    expect(data).toMatchObject({ files: [{ name: 'groups.npy' }] });
    expect(focus).toBe(7);
  });
  await test.step('and to delete it leaves the other', async () => {
    await page.getByRole('button', { name: 'Keep no longer…' }).click();
    await page.getByRole('button', { name: 'Delete copy' }).click();
    await expect(keepButton(page)).toBeEnabled();
    await page.goto('about:blank');
    await openApp(page, info);
    await recent(page)
      .getByRole('button', { name: /^groups/ })
      .click();
    await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
    await idle(page);
    expect((await workspace(page)).focus).toBe(9);
    expect((await workspace(page)).data).toMatchObject({ files: [{}, {}] });
  });
  expect(errors).toEqual([]);
});

test('a copy shows how far it is, can be cancelled and leaves nothing', async ({ page }, info) => {
  const slow = await fileServer(
    [npy('large.npy', 40_000, 64, new Float32Array(40_000 * 64).fill(1))],
    {
      cors: true,
      ranges: true,
      pause: 15,
    },
  );
  await openApp(page, info);
  await page.getByRole('button', { name: 'Open address…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open address' });
  await dialog.getByRole('textbox').fill(`${slow.origin}/large.npy`);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await dialog.getByRole('button', { name: /^Fetch from/ }).click();
  await expect(mapOf(page)).toHaveAccessibleName(/40,000 items/);
  await idle(page);
  await keepButton(page).click();
  await expect(page.getByText(/^Copying/)).toContainText('of 10.2 MB');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(keepButton(page)).toBeEnabled();
  await expect.poll(() => stored(page)).toEqual({});
  await test.step('data by address stay data by address', async () => {
    await keepButton(page).click();
    await expect(isKept(page)).toBeVisible();
    await slow.close();
    await page.waitForTimeout(600);
    await page.reload();
    await expect(mapOf(page)).toHaveAccessibleName(/40,000 items/);
    await idle(page);
    expect((await workspace(page)).data).toMatchObject({
      kind: 'url',
      files: [{ url: `${slow.origin}/large.npy` }],
    });
  });
});

test('more than the browser has room for is refused before anything is copied', async ({
  page,
}, info) => {
  await page.addInitScript(() => {
    navigator.storage.estimate = async () => ({ usage: 1000, quota: 20_000 });
  });
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  await keepButton(page).click();
  await expect(page.locator('.error-card')).toContainText(
    'These data take 57.7 kB; the browser gives this page 19.0 kB more.',
  );
  expect(await stored(page)).toEqual({});
});

test('where a browser has no such storage, the action says so', async ({ page }, info) => {
  await page.addInitScript(() => {
    Object.defineProperty(StorageManager.prototype, 'getDirectory', { value: undefined });
  });
  await openApp(page, info);
  await give(page, [vectors]);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await expect(keepButton(page)).toBeDisabled();
  await expect(page.getByTestId('data-panel')).toContainText(
    'This browser has no file system for pages.',
  );
});
