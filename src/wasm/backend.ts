import type { Kernels } from '../math/kernels.ts';
import type { Executor } from './executor.ts';
import { covariance } from './calls/covariance.ts';
import { umapLayout } from './calls/layout.ts';
import { listedPairs } from './calls/listed.ts';
import { topk } from './calls/topk.ts';
import { fusesProducts } from './module.ts';

/** The numerical core in WASM SIMD, on the threads of `executor`, which it owns: `dispose` ends them. */
export function createWasmKernels(executor: Executor): Kernels {
  const { threads } = executor;
  return {
    backend: 'wasm',
    device: `WASM SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    precision: `f32 products${fusesProducts() ? ' (relaxed SIMD)' : ''}, f64 sums`,
    topk: (x, options, control) => topk({ executor, control, stage: 'Neighbours' }, x, options),
    listedPairs: (x, { kind, ...lists }, control) =>
      listedPairs({ executor, control, stage: 'Checking neighbours' }, x, kind, lists),
    covariance: (x, control) => covariance({ executor, control, stage: 'Covariance' }, x),
    umapLayout: (graph, start, params, control) =>
      umapLayout({ executor, control, stage: 'Layout' }, graph, start, params),
    bytes: () => executor.bytes(),
    dispose: () => executor.dispose(),
  };
}
