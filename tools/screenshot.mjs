/* global window -- inside page.evaluate */
// Takes docs/screenshot.png: the words sample as a UMAP map with one word inspected. Run after `npm run build`:
//   node tools/screenshot.mjs
import { chromium } from 'playwright';
import { launchOptions, NO_WEBGPU_FLAGS } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';

const WORD = 'river';

const server = await serve(4173);
const browser = await chromium.launch(launchOptions(NO_WEBGPU_FLAGS));
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${server.url}?testing`);
const idle = () => page.evaluate(() => window.__locus.idle());

await page.getByRole('button', { name: /English words/ }).click();
await page.waitForFunction(() => window.__locus?.map);
await idle();
await page.getByRole('radio', { name: 'UMAP' }).click();
await idle();
await page.evaluate((word) => {
  const { store } = window.__locus;
  store.getState().setFocus(store.getState().dataset.ids.indexOf(word));
}, WORD);
await idle();
await page.screenshot({ path: 'docs/screenshot.png' });
await browser.close();
await server.close();
