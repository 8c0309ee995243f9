import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { projectionQuality } from '../../math/trustworthiness.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import type { UmapValue } from './run.ts';
import learned from './testdata/words-umap-learn.json' with { type: 'json' };

const FILE = new URL('../../../public/samples/words/vectors.npy', import.meta.url);

/** The sample as float32, little-endian, after the npy header. */
function words(): Matrix {
  const file = readFileSync(FILE);
  const header = 10 + file.readUInt16LE(8);
  const data = new Float32Array(
    file.buffer.slice(file.byteOffset + header, file.byteOffset + file.length),
  );
  return { data, rows: learned.rows, cols: data.length / learned.rows };
}

it('lays out the words sample within 0.02 of umap-learn’s trustworthiness', async () => {
  const x = words();
  const { value } = await runOn<UmapValue>('umap', x, {}, createWasmKernels(new InlineExecutor()));
  const layout = { data: value.coordinates, rows: x.rows, cols: 2 };
  const { trustworthiness, perItem } = await projectionQuality(x, layout, {
    metric: 'cosine',
    k: learned.k,
    sample: 600,
  });
  const mean =
    learned.runs.reduce((sum, run) => sum + run.trustworthiness, 0) / learned.runs.length;
  // The figure is estimated from 600 of 10,000 items: three standard errors are allowed beside the 0.02.
  const spread = perItem.trustworthiness.reduce((sum, t) => sum + (t - trustworthiness) ** 2, 0);
  const error = Math.sqrt(spread) / perItem.trustworthiness.length;
  expect(error).toBeLessThan(0.006);
  expect(trustworthiness).toBeGreaterThan(mean - 0.02 - 3 * error);
});
