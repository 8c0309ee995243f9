import { NO_CONTROL, type Control } from '../base/control.ts';
import { components, subgraph, type FuzzyGraph } from './fuzzy-graph.ts';
import { leadingEigenOf, type Operator } from './leading-eigen.ts';
import { createRng, type Rng } from './rng.ts';

export interface SpectralLayout {
  /** n x dims. */
  readonly coordinates: Float64Array;
  /** Connected parts of the graph; each was placed on its own. */
  readonly components: number;
  /** False when the eigenvectors were not found to the tolerance asked for. */
  readonly converged: boolean;
}

/** As umap-learn: a start needs no more. */
const TOLERANCE = 1e-4;
const MAX_PRODUCTS = 2000;
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
  const parts = components(graph);
  const coordinates = new Float64Array(graph.n * dims);
  const rng = createRng(seed);
  let converged = true;
  let placed = 0;
  for (const [p, items] of parts.entries()) {
    const whole = parts.length === 1;
    const layout = await connectedLayout(
      whole ? graph : subgraph(graph, items),
      dims,
      seed,
      rng,
      control,
    );
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
  const { vectors, converged } = await leadingEigenOf(
    deflatedAdjacency(graph),
    n,
    { count: dims, seed, tolerance: TOLERANCE, maxProducts: MAX_PRODUCTS },
    control,
  );
  const largest = vectors.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const coordinates = new Float64Array(n * dims);
  for (let i = 0; i < n; i++)
    for (let d = 0; d < dims; d++) coordinates[i * dims + d] = vectors[d * n + i]! / largest;
  return { coordinates, converged };
}

/**
 * x -> (I + D^(-1/2) W D^(-1/2)) x with the known trivial eigenvector (square roots of the degrees) sent to 0. All other
 * eigenvalues lie in [0, 2); the largest belong to the smallest of the Laplacian.
 */
function deflatedAdjacency({ n, offsets, targets, weights }: FuzzyGraph): Operator {
  const root = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let degree = 0;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) degree += weights[e]!;
    root[i] = Math.sqrt(degree);
  }
  const normalised = weights.slice();
  let total = 0;
  for (let i = 0; i < n; i++) {
    total += root[i]! ** 2;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++)
      normalised[e]! /= root[i]! * root[targets[e]!]!;
  }
  const trivial = root.map((v) => v / Math.sqrt(total));
  return (x, y) => {
    let along = 0;
    for (let i = 0; i < n; i++) along += trivial[i]! * x[i]!;
    for (let i = 0; i < n; i++) {
      let value = x[i]! - 2 * along * trivial[i]!;
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) value += normalised[e]! * x[targets[e]!]!;
      y[i] = value;
    }
  };
}
