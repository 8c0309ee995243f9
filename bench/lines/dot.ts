import { createWasmKernels } from '../../src/wasm/backend.ts';
import { rowsOf } from '../../src/math/rows.ts';
import { InlineExecutor } from '../../src/wasm/inline.ts';
import { normals } from '../data.ts';
import { medianTimes } from '../measure.ts';
import { openTfjs } from '../peers.ts';
import type { Line } from '../table.ts';

const ROWS = 2048;
const REPEATS = 7;

/**
 * All inner products of 2,048 rows on one thread. Ours is timed with packing and with the search for the nearest row
 * (k = 1), which is how the product uses it; the peer computes the matrix only.
 */
export async function dotLines(): Promise<readonly Line[]> {
  const tfjs = await openTfjs();
  const kernels = createWasmKernels(new InlineExecutor());
  const name = `tfjs-wasm ${tfjs.version}`;
  const lines: Line[] = [];
  for (const cols of [100, 768]) {
    const x = normals(ROWS, cols);
    const asCalled = tfjs.gram(x.data, ROWS, cols, true);
    const atBest = tfjs.gram(x.data, ROWS, cols, false);
    const times = await medianTimes(REPEATS, [
      () => kernels.topk(rowsOf(x), { kind: 'dot', k: 1 }, {}),
      () => asCalled.multiply(),
      () => atBest.multiply(),
    ]);
    asCalled.dispose();
    atBest.dispose();
    const [ours, called, best] = times.map((ms) => (2 * ROWS * ROWS * cols) / ms / 1e6) as Rates;
    const what = `inner products, 2,048 x ${cols}, one thread`;
    lines.push(
      {
        what: `${what}; matMul(x, x, false, true)`,
        ours,
        unit: 'GFLOP/s',
        peer: { name, value: called },
        ratio: ours / called,
        goal: { text: '>= 20 GFLOP/s, >= 5 x', met: ours >= 20 && ours >= 5 * called },
      },
      {
        what: `${what}; matMul on a copy transposed before`,
        ours,
        unit: 'GFLOP/s',
        peer: { name, value: best },
        ratio: ours / best,
      },
    );
  }
  kernels.dispose();
  return lines;
}

type Rates = [ours: number, called: number, best: number];
