import type { Kernels } from '../math/kernels.ts';
import type { GpuDevice } from './device.ts';
import { covariance } from './kernels/covariance/covariance.ts';
import { topk } from './kernels/pairwise/topk.ts';
import { project } from './kernels/project/project.ts';
import { umapLayout } from './kernels/umap-layout/umap-layout.ts';

/**
 * The numerical core on an open graphics device. Calls may overlap; each holds its own buffers and gives them back,
 * also when it is cancelled. When the device is lost they reject with DeviceLostError.
 */
export function createGpuKernels(gpu: GpuDevice): Kernels {
  return {
    backend: 'webgpu',
    device: gpu.name,
    precision: 'f32 products, f64 sums over blocks',
    rounding: { operation: 2 ** -23, storage: 0 },
    topk: (x, options, control) => topk(gpu, x, options, control),
    covariance: (x, control) => covariance(gpu, x, control),
    project: (x, along, control) => project(gpu, x, along, control),
    umapLayout: (graph, start, params, control) => umapLayout(gpu, graph, start, params, control),
    bytes: () => gpu.memory.bytes,
    bytesByOwner: () => Object.fromEntries(gpu.memory.byOwner()),
    dispose: () => gpu.dispose(),
  };
}
