import type { Kernels } from '../math/kernels.ts';
import type { GpuDevice } from './device.ts';
import { covariance } from './kernels/covariance/covariance.ts';
import { pairHistogram } from './kernels/pairs/pair-histogram.ts';
import { pairMoments } from './kernels/pairs/pair-moments.ts';
import { pairTile } from './kernels/pairs/pair-tile.ts';
import { topk, topkBlocks } from './kernels/pairwise/topk.ts';
import { project } from './kernels/project/project.ts';
import { umapLayout } from './kernels/umap-layout/umap-layout.ts';
import type { RowStorage } from './upload.ts';

/**
 * The numerical core on an open graphics device. Calls may overlap; each holds its own buffers and gives them back,
 * also when it is cancelled. When the device is lost they reject with DeviceLostError.
 */
export function createGpuKernels(gpu: GpuDevice): Kernels {
  return { ...kernelsOn(gpu, 'f32'), halves: kernelsOn(gpu, 'f16') };
}

/** @param storage How `topk` keeps the rows. */
function kernelsOn(gpu: GpuDevice, storage: RowStorage): Kernels {
  const halves = storage === 'f16';
  return {
    backend: 'webgpu',
    device: gpu.name,
    precision: `${halves ? 'neighbours from f16 rows, ' : ''}f32 products, f64 sums over blocks`,
    rounding: { operation: 2 ** -23, storage: halves ? 2 ** -11 : 0 },
    topk: (x, options, control) => topk(gpu, x, { ...options, storage }, control),
    topkBlocks: (x, options, take, control) =>
      topkBlocks(gpu, x, { ...options, storage }, take, control),
    pairTile: (x, options, control) => pairTile(gpu, x, options, control),
    pairHistogram: (x, options, control) => pairHistogram(gpu, x, options, control),
    pairMoments: (x, options, control) => pairMoments(gpu, x, options, control),
    covariance: (x, control) => covariance(gpu, x, control),
    project: (x, along, control) => project(gpu, x, along, control),
    umapLayout: (graph, start, params, control) => umapLayout(gpu, graph, start, params, control),
    bytes: () => gpu.memory.bytes,
    bytesByOwner: () => Object.fromEntries(gpu.memory.byOwner()),
    dispose: () => gpu.dispose(),
  };
}
