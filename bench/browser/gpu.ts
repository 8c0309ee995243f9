import type { NeighboursValue, ProjectionValue } from '../../src/analysis/types.ts';
import { createGpuKernels } from '../../src/gpu/backend.ts';
import { GpuDevice, openDevice } from '../../src/gpu/device.ts';
import type { Kernels, Matrix } from '../../src/math/kernels.ts';
import { createRng } from '../../src/math/rng.ts';
import { rowsOf } from '../../src/math/rows.ts';
import { interrupt, type Interruption } from '../interruption.ts';
import { medianTimes } from '../measure.ts';

/** What `lines/gpu.ts` calls in a page that has the scripts of tfjs-webgpu. */
export interface GpuBench {
  /** Name of the adapter. */
  open(): Promise<string>;
  /** Median milliseconds: ours, matMul as it is called, matMul on a copy transposed before. */
  pairwise(rows: number, cols: number, repeats: number): Promise<number[]>;
  interrupt(
    method: 'neighbours' | 'pca' | 'umap',
    rows: number,
    cols: number,
    moments: number,
  ): Promise<Interruption>;
}

interface Tensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}
declare const tf: {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  transpose(x: Tensor): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor;
};

let kernels: Kernels;

const bench: GpuBench = {
  async open() {
    const gpu = await openDevice();
    if (!(gpu instanceof GpuDevice)) throw new Error(gpu.reason);
    kernels = createGpuKernels(gpu);
    if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs has no webgpu backend here');
    await tf.ready();
    return kernels.device;
  },

  async pairwise(rows, cols, repeats) {
    const x = normals(rows, cols);
    const tensor = tf.tensor2d(x.data, [rows, cols]);
    const transposed = tf.transpose(tensor);
    // All values are waited for; the search for the nearest row is ours alone.
    const multiply = (other: Tensor, transpose: boolean) => async () => {
      const product = tf.matMul(tensor, other, false, transpose);
      await product.data();
      product.dispose();
    };
    return medianTimes(repeats, [
      () => kernels.topk(rowsOf(x), { kind: 'dot', k: 1 }, {}),
      multiply(tensor, true),
      multiply(transposed, false),
    ]);
  },

  interrupt(method, rows, cols, moments) {
    const x = normals(rows, cols);
    const indices = (value: NeighboursValue) => value.indices;
    const coordinates = (value: ProjectionValue) => value.coordinates;
    switch (method) {
      case 'neighbours':
        return interrupt(kernels, method, x, { k: 15 }, indices, moments);
      case 'pca':
        return interrupt(kernels, method, x, { components: 3 }, coordinates, moments);
      case 'umap':
        return interrupt(kernels, method, x, { dims: 2 }, coordinates, moments);
    }
  },
};
(globalThis as unknown as { gpuBench: GpuBench }).gpuBench = bench;

function normals(rows: number, cols: number): Matrix {
  const rng = createRng(0);
  return { data: Float32Array.from({ length: rows * cols }, () => rng.normal()), rows, cols };
}
