import { createWasmKernels } from '../../src/wasm/backend.ts';
import { InlineExecutor } from '../../src/wasm/inline.ts';
import { rowsOf } from '../../src/math/rows.ts';
import { loadPeer } from '../contender.ts';
import { normals } from '../data.ts';
import { medianTimes } from '../measure.ts';
import { count, type Part } from '../part.ts';

export interface Tfjs {
  readonly name: string;
  /**
   * The product of a rows x cols matrix with its transpose. With `transpose` matMul is told to transpose the second
   * factor, as one would call it for similarities; without, the transposed copy is made beforehand.
   */
  gram(values: Float32Array, rows: number, cols: number, transpose: boolean): TfjsGram;
}

interface TfjsGram {
  /** Resolves to the first value once all are there. */
  multiply(): Promise<number>;
  dispose(): void;
}

/** In GFLOP/s of all N x N products, and how many times tfjs. */
const GOALS = new Map([
  [100, { rate: 20, times: 5 }],
  [768, { rate: 40, times: 10 }],
]);

/**
 * All inner products of the rows of a matrix on one thread. Ours is timed with packing and with the search for the
 * nearest row (k = 1), which is how the product uses it; the peer computes the matrix only. A tile of the rows against
 * as many others shows the rate where no product serves twice.
 */
export const innerProducts: Part = async function* (scale) {
  const [rows, repeats] = scale === 'full' ? [2048, 7] : [1024, 3];
  const tfjs = await (await loadPeer<{ open(): Promise<Tfjs> }>('tfjs')).open();
  const kernels = createWasmKernels(new InlineExecutor());
  for (const [cols, { rate, times }] of GOALS) {
    const x = normals(rows, cols);
    const both = rowsOf(normals(2 * rows, cols));
    const tile = { value: 'dot', rows: [0, rows], cols: [rows, 2 * rows] } as const;
    const asCalled = tfjs.gram(x.data, rows, cols, true);
    const atBest = tfjs.gram(x.data, rows, cols, false);
    const [ours, called, best, once] = (
      await medianTimes(repeats, [
        () => kernels.topk(rowsOf(x), { kind: 'dot', k: 1 }, {}),
        () => asCalled.multiply(),
        () => atBest.multiply(),
        () => kernels.pairTile(both, tile, {}),
      ])
    ).map((ms) => (2 * rows * rows * cols) / ms / 1e6) as [number, number, number, number];
    asCalled.dispose();
    atBest.dispose();
    const what = `inner products, ${count(rows)} x ${cols}, one thread`;
    const line = { ours, unit: 'GFLOP/s' };
    yield {
      ...line,
      what: `${what}; matMul(x, x, false, true)`,
      peer: { name: tfjs.name, value: called },
      ratio: ours / called,
      goal: {
        text: `>= ${rate} GFLOP/s, >= ${times} x`,
        met: ours >= rate && ours >= times * called,
      },
    };
    yield {
      ...line,
      what: `${what}; matMul on a copy transposed before`,
      peer: { name: tfjs.name, value: best },
      ratio: ours / best,
    };
    yield {
      what: `${what}, against as many other rows: no product serves twice; matMul as before`,
      ours: once,
      unit: 'GFLOP/s',
      peer: { name: tfjs.name, value: best },
      ratio: once / best,
    };
  }
  kernels.dispose();
};
