import type { Control } from '../../base/control.ts';
import { leadingComponents } from '../../math/principal-components.ts';
import type { FuzzyGraph } from '../../math/fuzzy-graph.ts';
import type { Matrix } from '../../math/kernels.ts';
import { createRng } from '../../math/rng.ts';
import { spectralLayout } from '../../math/spectral.ts';
import type { RunContext } from '../types.ts';
import type { UmapParams } from './descriptor.ts';

/** Every axis of the start runs from 0 to this, as in umap-learn. */
const EXTENT = 10;
/** Keeps items with the same place apart. */
const NOISE = 1e-4;

/** Where the layout begins: n x dims. Says in the recipe when it is not what was asked for. */
export async function startLayout(
  x: Matrix,
  graph: FuzzyGraph,
  params: UmapParams,
  context: RunContext,
): Promise<Float32Array> {
  const { dims, seed, init } = params;
  const control = oneStage(context.control);
  const pca = () => principal(x, dims, { ...context, control });
  if (init === 'random') return scaled(uniform(graph.n * dims, seed), dims, seed);
  if (init === 'pca') return scaled(await pca(), dims, seed);
  const { coordinates, components, converged } = await spectralLayout(graph, dims, seed, control);
  if (components > 1)
    context.note(
      `The neighbour graph has ${components} separate parts, placed side by side: distances between them mean nothing.`,
    );
  if (converged) return scaled(coordinates, dims, seed);
  context.note('The spectral start did not converge; PCA was taken.');
  return scaled(await pca(), dims, seed);
}

/** The inner stages of the start mean nothing to who waits, and how many rounds it takes is not known before. */
function oneStage(control: Control): Control {
  const { progress } = control;
  if (!progress) return control;
  return {
    ...control,
    progress: () => progress({ stage: 'Starting positions', done: 0, total: 0 }),
  };
}

function uniform(length: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length }, () => rng.next());
}

/** The first principal components; axes that do not exist are left to the noise. */
async function principal(x: Matrix, dims: number, context: RunContext): Promise<Float64Array> {
  const count = Math.min(dims, x.cols);
  const { scores } = await leadingComponents(x, count, context.kernels, context.control);
  const coordinates = new Float64Array(x.rows * dims);
  for (let i = 0; i < x.rows; i++)
    for (let d = 0; d < count; d++) coordinates[i * dims + d] = scores[i * count + d]!;
  return coordinates;
}

/** Scales to a largest |coordinate| of 10, adds the seeded noise, and stretches every axis to 0..10. */
function scaled(coordinates: Float64Array, dims: number, seed: number): Float32Array {
  const rng = createRng(seed + 1);
  const largest = coordinates.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const noisy = coordinates.map((v) => (EXTENT * v) / largest + NOISE * rng.normal());
  const low = new Float64Array(dims).fill(Infinity);
  const high = new Float64Array(dims).fill(-Infinity);
  noisy.forEach((v, at) => {
    low[at % dims] = Math.min(low[at % dims]!, v);
    high[at % dims] = Math.max(high[at % dims]!, v);
  });
  return Float32Array.from(noisy, (v, at) => {
    const d = at % dims;
    return (EXTENT * (v - low[d]!)) / (high[d]! - low[d]!);
  });
}
