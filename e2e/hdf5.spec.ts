import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { endless } from '../src/io/hdf5/testing/endless.ts';
import type { Upload } from './support/data.ts';
import { give, idle, mapOf, openApp } from './support/page.ts';

const fixture = (name: string): Buffer => readFileSync(`src/io/hdf5/testdata/${name}`);
const upload = (name: string, buffer: Buffer): Upload => ({
  name,
  mimeType: 'application/octet-stream',
  buffer,
});

test('after a file that leads HDF5 in a circle the next one opens, in the colours of its categories', async ({
  page,
}, info) => {
  await openApp(page, info);
  await give(page, [upload('circle.h5ad', Buffer.from(endless(fixture('obs-before-0.7.h5ad'))))]);
  await expect(page.locator('.error-card__message')).toContainText('no sign of life');
  await give(page, [upload('cells.h5ad', fixture('dense.h5ad'))]);
  await expect(mapOf(page)).toHaveAccessibleName(/8 items/);
  await idle(page);
  const legend = page.getByRole('region', { name: 'Legend: cluster' });
  await expect(legend).toContainText('Colours from the file.');
  const swatch = legend.getByRole('button', { name: /^NK/ }).locator('circle');
  await expect(swatch).toHaveAttribute('fill', 'rgb(0 255 0)');
  await expect(page.getByTestId('data-panel')).toContainText('cells.h5ad');
  if (process.env.LOCUS_SHOT) {
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 844 });
        await page.waitForTimeout(600);
        await page.screenshot({ path: `${process.env.LOCUS_SHOT}-${scheme}-${width}.png` });
      }
  }
});
