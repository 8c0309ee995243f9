import { NO_CONTROL, type Control } from '../base/control.ts';
import { connectedParts, type FuzzyGraph } from './fuzzy-graph.ts';
import { leadingGraphEigen } from './graph-eigen.ts';
import { createRng, type Rng } from './rng.ts';

export interface SpectralLayout {
  /** n x dims. */
  readonly coordinates: Float64Array;
  /** Connected parts of the graph; each was placed on its own. */
  readonly components: number;
  /** False when the eigenvectors were not found to the tolerance asked for. */
  readonly converged: boolean;
}

/** Of the residual: a start needs no more. */
const TOLERANCE = 1e-2;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Spectral layout of a graph: the eigenvectors of the normalised Laplacian I - D^(-1/2) W D^(-1/2) after the trivial one
 * (Belkin and Niyogi 2003; the start of umap-learn). Parts of the graph that are not connected are laid out on
 * their own and set side by side, the largest in the middle, each with room by its number of items.
 */
export async function spectralLayout(
  graph: FuzzyGraph,
  dims: number,
  seed: number,
  control: Control = NO_CONTROL,
): Promise<SpectralLayout> {
  const parts = connectedParts(graph);
  const coordinates = new Float64Array(graph.n * dims);
  const rng = createRng(seed);
  let converged = true;
  let placed = 0;
  for (const [p, { items, graph: part }] of parts.entries()) {
    const layout = await connectedLayout(part, dims, seed, rng, control);
    converged &&= layout.converged;
    const radius = items.length ** (1 / dims);
    const distance = p === 0 ? 0 : 1.5 * (placed + items.length) ** (1 / dims) + radius;
    const centre = direction(p, parts.length, dims).map((v) => v * distance);
    items.forEach((item, i) => {
      for (let d = 0; d < dims; d++)
        coordinates[item * dims + d] = centre[d]! + radius * layout.coordinates[i * dims + d]!;
    });
    placed += items.length;
  }
  return { coordinates, components: parts.length, converged };
}

/** Spread directions: the golden angle in the plane, Fibonacci points on the sphere. */
function direction(p: number, count: number, dims: number): number[] {
  const angle = p * GOLDEN_ANGLE;
  if (dims === 2) return [Math.cos(angle), Math.sin(angle)];
  const z = 1 - (2 * p + 1) / count;
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(angle), r * Math.sin(angle), z];
}

/** Layout of a connected graph, largest |coordinate| 1. */
async function connectedLayout(
  graph: FuzzyGraph,
  dims: number,
  seed: number,
  rng: Rng,
  control: Control,
): Promise<{ coordinates: Float64Array; converged: boolean }> {
  const { n } = graph;
  // Too few items to have as many non-trivial eigenvectors: any places will do.
  if (n <= dims + 1)
    return {
      coordinates: Float64Array.from({ length: n * dims }, () => 2 * rng.next() - 1),
      converged: true,
    };
  const wanted = { count: dims, seed, tolerance: TOLERANCE };
  const { vectors, converged } = await leadingGraphEigen(graph, wanted, control);
  const largest = vectors.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const coordinates = new Float64Array(n * dims);
  for (let i = 0; i < n; i++)
    for (let d = 0; d < dims; d++) coordinates[i * dims + d] = vectors[d * n + i]! / largest;
  return { coordinates, converged };
}
