import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { npy, text, type Upload } from './support/data.ts';
import {
  focusOn,
  give,
  idle,
  replaceOpen,
  mapOf,
  openApp,
  positionOf,
  sharedLink,
  watchErrors,
} from './support/page.ts';

type Pixel = readonly [number, number, number];

const png = (name: string, buffer: Buffer): Upload => ({ name, mimeType: 'image/png', buffer });

/** Vectors of `rows` items that lie apart from each other. */
function spread(rows: number): Upload {
  const values = new Float32Array(rows * 4);
  for (let i = 0; i < rows; i++) {
    values.set([Math.cos(i), Math.sin(i), i / rows, (i * 7) % 5], 4 * i);
  }
  return npy('items.npy', rows, 4, values);
}

/** A PNG that the browser of the test draws: `perRow` squares of `side` pixels in a row, of these colours. */
async function squares(
  page: Page,
  colours: readonly Pixel[],
  side: number,
  perRow: number,
): Promise<Buffer> {
  const bytes = await page.evaluate(
    async ({ colours, side, perRow }) => {
      const rows = Math.ceil(colours.length / perRow);
      const canvas = new OffscreenCanvas(perRow * side, rows * side);
      const context = canvas.getContext('2d')!;
      colours.forEach(([r, g, b], i) => {
        context.fillStyle = `rgb(${r} ${g} ${b})`;
        context.fillRect((i % perRow) * side, Math.floor(i / perRow) * side, side, side);
      });
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    { colours, side, perRow },
  );
  return Buffer.from(bytes);
}

/** Colours that differ by far more than any rounding. */
const colourOf = (i: number): Pixel => [(i % 5) * 60, (Math.floor(i / 5) % 5) * 60, (i % 4) * 80];

/** The pixel in the middle of what is on the screen there. */
async function middleOf(page: Page, thumbnail: Locator): Promise<number[]> {
  await expect(thumbnail).toBeVisible();
  const shot = (await thumbnail.screenshot({ animations: 'disabled' })).toString('base64');
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const [x, y] = [bitmap.width >> 1, bitmap.height >> 1];
    return [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
  }, shot);
}

/** The picture may still be on its way to the screen. */
async function expectColour(page: Page, thumbnail: Locator, colour: Pixel): Promise<void> {
  await expect
    .poll(async () => {
      const pixel = await middleOf(page, thumbnail);
      return Math.max(...pixel.map((value, i) => Math.abs(value - colour[i]!)));
    })
    .toBeLessThanOrEqual(4);
}

const inInspector = (page: Page): Locator =>
  page.getByTestId('inspector-panel').getByRole('img', { name: /^Picture of/ });

const inList = (page: Page): Locator => page.getByTestId('neighbours').locator('.thumbnail');

test('100 digits and their sprite sheet: the inspector and the pointer show the right tile', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  // The first 100 digits of the sample, and a sheet of the first 100 tiles of its own.
  const sample = await readFile('public/samples/digits/vectors.npy');
  const start = 10 + sample.readUInt16LE(8);
  const values = Float32Array.from(sample.subarray(start, start + 100 * 784));
  const sheet = Buffer.from(
    await page.evaluate(async () => {
      const whole = await createImageBitmap(
        await (await fetch('./samples/digits/sprite.png')).blob(),
      );
      const canvas = new OffscreenCanvas(280, 280);
      const context = canvas.getContext('2d')!;
      for (let i = 0; i < 100; i++) {
        const [x, y] = [(i % 71) * 28, Math.floor(i / 71) * 28];
        context.drawImage(whole, x, y, 28, 28, (i % 10) * 28, Math.floor(i / 10) * 28, 28, 28);
      }
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return [...new Uint8Array(await blob.arrayBuffer())];
    }),
  );
  await give(page, [npy('digits.npy', 100, 784, values), png('digits_sprite.png', sheet)]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of digits, 100 items/);
  await idle(page);
  await expect(page.getByTestId('data-panel')).toContainText(
    'digits_sprite.png is read as a sheet of 100 tiles of 28 x 28 pixels, 10 in a row',
  );

  for (const item of [0, 7, 42, 99]) {
    await focusOn(page, item);
    await expect(inInspector(page)).toHaveAccessibleName(`Picture of ${item}`);
    await expectDigit(page, inInspector(page), values, item);
  }
  await expect(inList(page)).toHaveCount(15);

  const { x, y } = await positionOf(page, 42);
  await page.mouse.move(x - 40, y - 40);
  await page.mouse.move(x, y, { steps: 4 });
  const hover = page.locator('.hover-label');
  await expect(hover).toBeVisible();
  const hovered = Number(await hover.locator('.hover-label__title').textContent());
  await expectDigit(page, hover.locator('.thumbnail'), values, hovered);
  expect(errors).toEqual([]);
});

/** Of all 100 vectors, as grey levels of 28 x 28 pixels, the one of this item is most like what is on the screen. */
async function expectDigit(
  page: Page,
  thumbnail: Locator,
  values: Float32Array,
  item: number,
): Promise<void> {
  await expect(thumbnail).toBeVisible();
  await expect
    .poll(async () => {
      const shot = (await thumbnail.screenshot({ animations: 'disabled' })).toString('base64');
      const shown = await page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(28, 28);
        const context = canvas.getContext('2d')!;
        context.drawImage(bitmap, 0, 0, 28, 28);
        const { data: rgba } = context.getImageData(0, 0, 28, 28);
        return Array.from({ length: 784 }, (_, i) => rgba[4 * i]!);
      }, shot);
      // What lies between whole pixels is shown at the edges.
      const inner = shown.map((_, i) => i).filter((i) => isInner(i % 28) && isInner(i / 28));
      const alike = Array.from({ length: 100 }, (_, of) =>
        correlation(
          inner.map((i) => shown[i]!),
          inner.map((i) => values[of * 784 + i]!),
        ),
      );
      const best = alike.indexOf(Math.max(...alike));
      return alike[best]! > 0.85 ? best : -1;
    })
    .toBe(item);
}

const isInner = (pixel: number): boolean => pixel >= 3 && pixel < 25;

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((s, v) => s + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i]! - mb);
    aa += (value - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

test('20 images and a table that names them; one is broken; then the person joins other data', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  const images: Upload[] = [];
  for (let i = 0; i < 20; i++) {
    images.push(png(`photo ${i}.png`, await squares(page, [colourOf(i)], 90, 1)));
  }
  // Its header is right; its data are not.
  images[4] = png('photo 4.png', images[4]!.buffer.subarray(0, 60));
  // Item i has image 19 - i.
  const rows = Array.from({ length: 20 }, (_, i) => `item${i},shots/photo ${19 - i}.png`);
  const table = text('items.csv', `id,file\n${rows.join('\n')}\n`);
  await give(page, [...images, spread(20), table]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of items, 20 items/);
  await idle(page);
  await expect(page.getByTestId('data-panel')).toContainText(
    'matched by the file names in column file; 20 of 20 items have one',
  );
  const cards = page.locator('.error-card');
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText('photo 4.png cannot be decoded');

  for (const item of [0, 3, 19]) {
    await focusOn(page, item);
    await expect(inInspector(page)).toHaveAccessibleName(`Picture of item${item}`);
    await expectColour(page, inInspector(page), colourOf(19 - item));
  }
  await focusOn(page, 15);
  await expect(page.getByTestId('focus-id')).toHaveText('item15');
  await expect(inInspector(page)).toHaveCount(0);

  await test.step('a link names them as one set', async () => {
    const link = await sharedLink(page);
    expect(link.length).toBeLessThan(4000);
  });

  await test.step('the address of the thumbnails ends with the data', async () => {
    await focusOn(page, 0);
    const style = (await inInspector(page).getAttribute('style'))!;
    const url = /blob:[^"&]+/.exec(style)![0];
    const isThere = () =>
      page.evaluate(
        (address) =>
          new Promise<boolean>((resolve) => {
            const image = new Image();
            image.onload = () => resolve(true);
            image.onerror = () => resolve(false);
            image.src = address;
          }),
        url,
      );
    expect(await isThere()).toBe(true);
    await give(page, [{ ...spread(30), name: 'others.npy' }]);
    await replaceOpen(page);
    await expect(mapOf(page)).toHaveAccessibleName(/map of others, 30 items/);
    await idle(page);
    await expect.poll(isThere).toBe(false);
  });
  // The browser says that the address is gone: that is what was asked.
  expect(errors.filter((error) => !/blob:|ERR_FILE_NOT_FOUND/.test(error))).toEqual([]);
});

test('images that come after the vectors; a sheet that does not fit; a bomb', async ({
  page,
}, info) => {
  const errors = watchErrors(page);
  await openApp(page, info);
  await give(page, [spread(9)]);
  await expect(mapOf(page)).toHaveAccessibleName(/map of items, 9 items/);
  await idle(page);
  const colours = Array.from({ length: 9 }, (_, i) => colourOf(i));
  const cards = page.locator('.error-card');

  await give(page, [png('sprite.png', await squares(page, colours, 17, 4))]);
  await expect(cards).toContainText('68 x 51 pixels are not 3 whole tiles in a row');

  const bomb = await squares(page, [colourOf(1)], 8, 1);
  bomb.writeUInt32BE(100_000, 16);
  bomb.writeUInt32BE(100_000, 20);
  await give(page, [png('bomb.png', bomb)]);
  await expect(cards).toHaveCount(1);
  await expect(cards).toContainText('claims 100,000 x 100,000 pixels');

  await give(page, [png('sprite.png', await squares(page, colours, 20, 3))]);
  await expect(cards).toHaveCount(0);
  await focusOn(page, 5);
  await expectColour(page, inInspector(page), colourOf(5));
  await expect(mapOf(page)).toHaveAccessibleName(/map of items, 9 items/);
  expect(errors).toEqual([]);
});
