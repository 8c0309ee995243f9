import { resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
import { COMPUTE_FLAGS, launchOptions } from '../../scripts/chromium.mjs';
import type { GpuBench } from '../browser/gpu.ts';
import { count, type Part } from '../part.ts';
import { interruption } from './cancel.ts';

declare const gpuBench: GpuBench;

/** UMD builds, in the order they need one another. */
const TFJS = ['core', 'backend-cpu', 'backend-webgpu'].map((name) =>
  resolve(`bench/node_modules/@tensorflow/tfjs-${name}/dist/tf-${name}.min.js`),
);

/** The `webgpu` backend in Chromium on the software adapter, beside tfjs-webgpu on the same adapter. */
export const gpu: Part = async function* (scale) {
  const full = scale === 'full';
  const browser = await chromium.launch(launchOptions(COMPUTE_FLAGS));
  try {
    const page = await blankPage(await browser.newPage());
    const device = await page.evaluate(() => gpuBench.open());
    const [rows, cols, repeats] = full ? ([2048, 768, 5] as const) : ([512, 256, 1] as const);
    const times = await page.evaluate(([n, d, turns]) => gpuBench.pairwise(n, d, turns), [
      rows,
      cols,
      repeats,
    ] as const);
    const rates = times.map((ms) => (2 * rows * rows * cols) / ms / 1e6);
    const [ours, called, best] = rates as [number, number, number];
    const what = `inner products, ${count(rows)} x ${cols}, ${device}`;
    const peer = { name: 'tfjs-webgpu 4.22.0', value: called };
    yield {
      what: `${what}; matMul(x, x, false, true)`,
      ours,
      unit: 'GFLOP/s',
      peer,
      ratio: ours / called,
      ...(full && { goal: { text: '>= 3 x', met: ours >= 3 * called } }),
    };
    yield {
      what: `${what}; matMul on a copy transposed before`,
      ours,
      unit: 'GFLOP/s',
      peer: { ...peer, value: best },
      ratio: ours / best,
    };
    for (const method of ['neighbours', 'pca', 'umap'] as const) {
      const [n, d, moments] = full ? ([2048, 128, 20] as const) : ([512, 64, 3] as const);
      const found = await page.evaluate(([id, ...size]) => gpuBench.interrupt(id, ...size), [
        method,
        n,
        d,
        moments,
      ] as const);
      yield interruption(`${method} of ${count(n)} x ${d}, ${device}`, found);
    }
  } finally {
    await browser.close();
  }
};

/** Empty, but with the scripts: WebGPU wants a secure origin, which loopback is. */
async function blankPage(page: Page): Promise<Page> {
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('http://127.0.0.1/');
  for (const path of [...TFJS, resolve('dist/bench-browser/gpu.js')]) {
    await page.addScriptTag({ path });
  }
  return page;
}
