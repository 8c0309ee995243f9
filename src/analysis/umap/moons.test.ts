import { expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { createRng } from '../../math/rng.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import type { UmapValue } from './run.ts';
import learned from './testdata/transform.json' with { type: 'json' };

/** Two half circles that reach into each other, as scikit-learn's make_moons with noise 0.05. */
function twoMoons(rows: number): Matrix {
  const rng = createRng(0);
  const data = new Float32Array(2 * rows);
  const half = rows / 2;
  for (let i = 0; i < rows; i++) {
    const angle = (Math.PI * (i % half)) / (half - 1);
    const upper = i < half;
    data[2 * i] = (upper ? Math.cos(angle) : 1 - Math.cos(angle)) + 0.05 * rng.normal();
    data[2 * i + 1] = (upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + 0.05 * rng.normal();
  }
  return { data, rows, cols: 2 };
}

it.each(learned.moons)(
  'throws no item of two moons of $rows far out',
  async ({ rows, epochs, largest }) => {
    const kernels = createWasmKernels(new InlineExecutor());
    const params = { metric: 'euclidean', epochs };
    const { value } = await runOn<UmapValue>('umap', twoMoons(rows), params, kernels);
    const farthest = value.coordinates.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(farthest).toBeLessThan(1.5 * largest);
  },
  60_000,
);
