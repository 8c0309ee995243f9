import { expect, test, type Page } from '@playwright/test';
import { groups, npy, type Upload } from './support/data.ts';
import { fileServer, type FileServer } from './support/file-server.ts';
import {
  colleague,
  focusOn,
  idle,
  mapOf,
  openApp,
  replaceOpen,
  sharedLink,
  watchErrors,
  workspace,
} from './support/page.ts';

const { vectors, table, values } = groups();

/** A safetensors file with a large matrix and a small one behind it. */
function safetensors(name: string): Upload {
  const large = Buffer.alloc(4 * 3000 * 700);
  const small = Buffer.from(values.slice(0, 100 * 24).buffer);
  const header = Buffer.from(
    JSON.stringify({
      'layers.0.weight': { dtype: 'F32', shape: [3000, 700], data_offsets: [0, large.length] },
      'small.embedding': {
        dtype: 'F32',
        shape: [100, 24],
        data_offsets: [large.length, large.length + small.length],
      },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return {
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.concat([length, header, large, small]),
  };
}

const model = safetensors('model.safetensors');
const large = npy('large.npy', 50_000, 64, new Float32Array(50_000 * 64).fill(0.5));
const page404: Upload = { name: 'page', mimeType: 'text/html', buffer: Buffer.from('<html>') };
const files = [vectors, table, model, large, page404];

let good: FileServer;
let closed: FileServer;
let plain: FileServer;
let slow: FileServer;

test.beforeAll(async () => {
  good = await fileServer(files, { cors: true, ranges: true });
  closed = await fileServer(files, { cors: false, ranges: true });
  plain = await fileServer(files, { cors: true, ranges: false });
  slow = await fileServer(files, { cors: true, ranges: true, pause: 200 });
});
test.afterAll(() => Promise.all([good, closed, plain, slow].map((server) => server.close())));
test.beforeEach(() => {
  for (const server of [good, closed, plain, slow]) server.asked.length = 0;
});

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Open address' });
const cards = (page: Page) => page.locator('.error-card');

/** Types addresses into the dialog and presses Open. */
async function typeAddresses(page: Page, ...addresses: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Open address…' }).click();
  await dialog(page).getByRole('textbox').fill(addresses.join('\n'));
  await dialog(page).getByRole('button', { name: 'Open', exact: true }).click();
}

async function open(page: Page, server: FileServer, ...names: string[]): Promise<void> {
  await typeAddresses(page, ...names.map((name) => `${server.origin}/${name}`));
  await dialog(page)
    .getByRole('button', { name: `Fetch from ${server.host}` })
    .click();
}

test('an address is fetched after one question for each host, and nothing but it is sent', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await typeAddresses(page, `${good.origin}/groups.npy`, `${good.origin}/groups.csv`);
  await expect(dialog(page).getByTestId('consent')).toContainText(
    `Locus will fetch from ${good.host}: your network (IP) address, and nothing about your data, is sent to it.`,
  );
  expect(good.asked).toEqual([]);
  await dialog(page)
    .getByRole('button', { name: `Fetch from ${good.host}` })
    .click();
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  await expect(page.getByTestId('data-panel')).toContainText('kind');
  for (const { headers } of good.asked) {
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
  }
  await test.step('the same host is not asked about again in this tab', async () => {
    await typeAddresses(page, `${good.origin}/large.npy`);
    await replaceOpen(page);
    await expect(mapOf(page)).toHaveAccessibleName(/50,000 items/);
    await idle(page);
  });
  expect(errors).toEqual([]);
});

test('of a safetensors file only the header and the chosen tensor are fetched', async ({
  page,
}, info) => {
  await openApp(page, info);
  await open(page, good, 'model.safetensors');
  const ask = page.getByRole('dialog', { name: 'What to open' });
  const large = ask.getByRole('checkbox', { name: 'layers.0.weight' });
  const small = ask.getByRole('checkbox', { name: /small\.embedding/ });
  if (await large.isChecked()) await ask.getByText('layers.0.weight').click();
  if (!(await small.isChecked())) await ask.getByText('small.embedding').click();
  await ask.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(mapOf(page)).toHaveAccessibleName(/100 items/);
  const bytes = good.asked.reduce((sum, one) => sum + one.bytes, 0);
  console.warn(`${bytes} of ${model.buffer.length} bytes in ${good.asked.length} requests`);
  expect(model.buffer.length).toBeGreaterThan(8_000_000);
  expect(bytes).toBeLessThan(150_000);
  expect(good.asked.every(({ range }) => range !== undefined)).toBe(true);
});

test('a server that refuses other pages is told in our words, and what is open stays', async ({
  page,
}, info) => {
  await openApp(page, info);
  await open(page, good, 'groups.npy');
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await open(page, closed, 'groups.npy');
  await expect(cards(page)).toHaveCount(1);
  await expect(cards(page)).toContainText(`groups.npy, ${closed.host}`);
  await expect(cards(page)).toContainText(/does not allow other pages to read its files \(CORS\)/);
  await expect(cards(page)).toContainText(/Download the file in the browser and drop it here/);
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await typeAddresses(page, `${good.origin}/nothing.npy`);
  await expect(cards(page)).toContainText(/there is no such file \(status 404\)/);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await typeAddresses(page, `${good.origin}/page`);
  await expect(cards(page)).toContainText(/leads to a web page, not to a file/);
});

test('a server without parts of files gives the whole file', async ({ page }, info) => {
  await openApp(page, info);
  await open(page, plain, 'groups.npy', 'groups.csv');
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await expect(page.getByTestId('data-panel')).toContainText('weight');
});

test('fetching shows how far it is and can be cancelled', async ({ page }, info) => {
  await openApp(page, info);
  await open(page, slow, 'large.npy');
  const bar = page.locator('.loading');
  await expect(bar).toContainText('Opening large.npy');
  await expect(bar.getByRole('progressbar')).toBeVisible();
  await expect.poll(() => slow.asked.some(({ bytes }) => bytes > 100_000)).toBe(true);
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(bar).toBeHidden();
  await expect(cards(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Open address…' })).toBeVisible();
  const sent = () => slow.asked.reduce((sum, { bytes }) => sum + bytes, 0);
  await page.waitForTimeout(500);
  const then = sent();
  await page.waitForTimeout(1000);
  expect(sent()).toBe(then);
});

test('a link names the addresses and waits for agreement', async ({ page, browser }, info) => {
  await openApp(page, info);
  await open(page, good, 'groups.npy', 'groups.csv');
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  await focusOn(page, 41);
  const { data } = await workspace(page);
  expect(data).toMatchObject({
    kind: 'url',
    files: [
      { name: 'groups.npy', url: `${good.origin}/groups.npy`, bytes: vectors.buffer.length },
      { name: 'groups.csv', url: `${good.origin}/groups.csv`, bytes: table.buffer.length },
    ],
  });
  const link = await sharedLink(page);
  good.asked.length = 0;
  const other = await colleague(browser, info);
  await other.goto(link);
  const section = other.getByRole('region', { name: 'Addresses of this link' });
  await expect(section).toContainText(`${good.origin}/groups.npy`);
  await expect(section).toContainText(`Locus will fetch from ${good.host}`);
  await other.waitForTimeout(500);
  expect(good.asked).toEqual([]);
  await section.getByRole('button', { name: `Fetch from ${good.host}` }).click();
  await expect(mapOf(other)).toHaveAccessibleName(/600 items/);
  await expect(other.getByRole('region', { name: 'Item' })).toContainText('item41');
  await expect(cards(other)).toHaveCount(0);
  await other.context().close();
});

test('files that end in the same name, and one that belongs to another, are all in the link', async ({
  page,
  browser,
}, info) => {
  const named = (file: Upload, name: string): Upload => ({ ...file, name });
  const text = (name: string, content: string): Upload => ({
    ...{ name, mimeType: 'application/json', buffer: Buffer.from(content) },
  });
  const projector = { tensorName: 'p', tensorPath: 't.bytes', tensorShape: [600, 24] };
  const served = await fileServer(
    [
      named(vectors, 'run1/emb.npy'),
      named(
        npy(
          '',
          600,
          24,
          values.map((value) => 2 * value),
        ),
        'run2/emb.npy',
      ),
      text('projector/config.json', JSON.stringify({ embeddings: [projector] })),
      {
        ...{ name: 'projector/t.bytes', mimeType: 'application/octet-stream' },
        buffer: Buffer.from(values.buffer, values.byteOffset, 4 * 600 * 24),
      },
    ],
    { cors: true, ranges: true },
  );
  const names = ['run1/emb.npy', 'run2/emb.npy', 'projector/config.json', 'projector/t.bytes'];
  await openApp(page, info);
  await open(page, served, ...names);
  const question = page.getByRole('dialog', { name: 'What to open' });
  for (const name of names.slice(0, 2))
    await expect(question.getByRole('checkbox', { name: `${served.host}/${name}` })).toBeVisible();
  await question.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  await idle(page);
  await expect(cards(page)).toHaveCount(0);
  const link = await sharedLink(page);
  const other = await colleague(browser, info);
  await other.goto(link);
  const section = other.getByRole('region', { name: 'Addresses of this link' });
  for (const name of names) await expect(section).toContainText(`${served.origin}/${name}`);
  await section.getByRole('button', { name: `Fetch from ${served.host}` }).click();
  await expect(mapOf(other)).toHaveAccessibleName(/600 items/);
  await expect(cards(other)).toHaveCount(0);
  await expect(other.getByRole('region', { name: 'Addresses of this link' })).toHaveCount(0);
  await other.context().close();
  await served.close();
});

test('a file that is not the one of the link any more is told', async ({ page, browser }, info) => {
  const served = await fileServer([vectors], { cors: true, ranges: true });
  await openApp(page, info);
  await open(page, served, 'groups.npy');
  await expect(mapOf(page)).toHaveAccessibleName(/600 items/);
  const link = await sharedLink(page);
  const port = Number(new URL(served.origin).port);
  await served.close();
  const altered = Buffer.from(vectors.buffer);
  altered.writeFloatLE(9, altered.length - 4);
  const later = await fileServer([{ ...vectors, buffer: altered }], {
    cors: true,
    ranges: true,
    port,
  });
  const other = await colleague(browser, info);
  await other.goto(link);
  await other.getByRole('button', { name: /^Fetch from/ }).click();
  await expect(mapOf(other)).toHaveAccessibleName(/600 items/);
  await expect(cards(other)).toContainText(/is not the file the link was made with/);
  await other.context().close();
  await later.close();
});

test('the address of a page about a file leads to the file', async ({ page }, info) => {
  await openApp(page, info);
  await typeAddresses(page, 'https://huggingface.co/o/n/blob/main/model.safetensors');
  await expect(dialog(page)).toContainText('leads to a page about the file, not to the file');
  await expect(dialog(page)).toContainText(
    'https://huggingface.co/o/n/resolve/main/model.safetensors',
  );
  await dialog(page).getByRole('button', { name: 'Take the file' }).click();
  await expect(dialog(page).getByRole('textbox')).toHaveValue(
    'https://huggingface.co/o/n/resolve/main/model.safetensors',
  );
  await dialog(page).getByRole('textbox').fill('vectors.npy');
  await expect(dialog(page)).toContainText('is no address of a file on the web');
  await dialog(page).getByRole('textbox').fill('http://example.org/x.npy');
  await expect(dialog(page)).toContainText('not encrypted');
});
