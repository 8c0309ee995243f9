import { runMethod } from '../src/analysis/run-method.ts';
import type { NeighboursValue, Result } from '../src/analysis/types.ts';
import type { PcaValue } from '../src/analysis/pca/run.ts';
import type { UmapValue } from '../src/analysis/umap/run.ts';
import type { Control } from '../src/base/control.ts';
import type { Matrix } from '../src/math/kernels.ts';
import type { Contender } from './contender.ts';
import { openPool } from './pool.ts';

/** What a layout on the way is handed to, as the page draws it. */
export interface Watcher {
  frames: number;
}

/** Locus on a pool of threads, by the one way in that the page and the command line take. */
export function openLocus(watcher?: Watcher): Required<Omit<Contender, 'layout'>> {
  const kernels = openPool();
  const control: Control = watcher ? { frame: () => watcher.frames++ } : {};
  const run = <V>(method: string, x: Matrix, params: Record<string, unknown>): Promise<Result<V>> =>
    runMethod(method, x, params, { kernels, control, inputs: [] }) as Promise<Result<V>>;
  return {
    name: kernels.device,
    neighbours: async (x, k, search) =>
      (await run<NeighboursValue>('neighbours', x, { k, metric: 'cosine', search })).value.indices,
    umap: async (x, { seed, epochs = 0 }) =>
      (await run<UmapValue>('umap', x, { dims: 2, seed, epochs })).value.coordinates,
    async components(x, count) {
      const { value } = await run<PcaValue>('pca', x, { components: count });
      return { singularValues: value.singularValues, axes: value.loadings };
    },
    close: () => kernels.dispose(),
  };
}
