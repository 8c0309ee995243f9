import type { CellKernels, Kernels } from '../math/kernels.ts';
import type { Executor } from './executor.ts';
import { covariance } from './calls/covariance.ts';
import { topkAmong } from './calls/among.ts';
import { umapLayout } from './calls/layout.ts';
import { listedPairs } from './calls/listed.ts';
import { pairHistogram, pairMoments, pairTile } from './calls/pairs.ts';
import { project } from './calls/project.ts';
import { topk, topkBlocks } from './calls/topk.ts';
import { weightedSums } from './calls/weighted-sums.ts';
import { fusesProducts } from './module.ts';

/** The numerical core in WASM SIMD, on the threads of `executor`, which it owns: `dispose` ends them. */
export function createWasmKernels(executor: Executor): Kernels & CellKernels {
  const { threads } = executor;
  return {
    backend: 'wasm',
    device: `WASM SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    precision: `f32 products${fusesProducts() ? ' (relaxed SIMD)' : ''}, f64 sums`,
    rounding: { operation: 2 ** -24, storage: 0 },
    topk: (x, options, control) => topk({ executor, control, stage: 'Neighbours' }, x, options),
    topkBlocks: (x, options, take, control) =>
      topkBlocks({ executor, control, stage: 'Neighbours' }, x, options, take),
    listedPairs: (x, { kind, ...lists }, control) =>
      listedPairs({ executor, control, stage: 'Checking neighbours' }, x, kind, lists),
    pairTile: (x, options, control) =>
      pairTile({ executor, control, stage: 'Dissimilarities' }, x, options),
    pairHistogram: (x, options, control) =>
      pairHistogram({ executor, control, stage: 'Histogram' }, x, options),
    pairMoments: (x, options, control) =>
      pairMoments({ executor, control, stage: 'Moments' }, x, options),
    topkAmong: (x, items, options, take, control) =>
      topkAmong({ executor, control, stage: 'Cells of neighbours' }, x, items, options, take),
    topkInCells: (x, cells, options, take, control) =>
      topkBlocks(
        { executor, control, stage: 'Neighbours in cells' },
        x,
        { ...options, cells },
        take,
      ),
    covariance: (x, control) => covariance({ executor, control, stage: 'Covariance' }, x),
    project: (x, along, control) => project({ executor, control, stage: 'Projecting' }, x, along),
    weightedSums: (x, by, control) =>
      weightedSums({ executor, control, stage: 'Principal components' }, x, by),
    umapLayout: (graph, start, params, control) =>
      umapLayout({ executor, control, stage: 'Layout' }, graph, start, params),
    bytes: () => executor.bytes(),
    dispose: () => executor.dispose(),
  };
}
