import { NO_CONTROL, type Control } from '../base/control.ts';
import type { LayoutGraph } from './kernels.ts';
import { createPace } from './pace.ts';
import { membership, type SmoothKnn } from './smooth-knn.ts';

/** Symmetric weighted graph in compressed rows, targets rising in each row. */
export interface FuzzyGraph {
  readonly n: number;
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  /** Weights in (0, 1]. */
  readonly weights: Float64Array;
}

/**
 * The fuzzy union a + a' - a a' of the items' one-sided memberships (umap-learn's fuzzy_simplicial_set with
 * set_op_mix_ratio 1).
 *
 * @param indices rows x others neighbours
 * @param distances rows x others, in the same order
 */
export async function fuzzyUnion(
  indices: Uint32Array,
  distances: Float64Array,
  { rho, sigma }: SmoothKnn,
  control: Control = NO_CONTROL,
): Promise<FuzzyGraph> {
  const n = rho.length;
  const others = indices.length / n;
  const oneSided = Float64Array.from(distances, (d, e) => {
    const i = Math.floor(e / others);
    return membership(d, rho[i]!, sigma[i]!);
  });
  const incoming = transpose(indices, n, others);

  const offsets = new Uint32Array(n + 1);
  const targets = new Uint32Array(2 * indices.length);
  const weights = new Float64Array(2 * indices.length);
  const out = new Float64Array(n);
  const back = new Float64Array(n);
  const pace = createPace(control, 'Neighbour graph');
  let end = 0;
  for (let i = 0; i < n; i++) {
    const touched: number[] = [];
    for (let e = i * others; e < (i + 1) * others; e++) {
      out[indices[e]!] = oneSided[e]!;
      touched.push(indices[e]!);
    }
    for (let s = incoming.offsets[i]!; s < incoming.offsets[i + 1]!; s++) {
      const e = incoming.edges[s]!;
      const from = Math.floor(e / others);
      back[from] = oneSided[e]!;
      if (out[from] === 0) touched.push(from);
    }
    touched.sort((a, b) => a - b);
    for (const j of touched) {
      const weight = out[j]! + back[j]! - out[j]! * back[j]!;
      out[j] = back[j] = 0;
      if (weight === 0) continue;
      targets[end] = j;
      weights[end++] = weight;
    }
    offsets[i + 1] = end;
    if (pace.due()) await pace.rest(i, n);
  }
  return { n, offsets, targets: targets.slice(0, end), weights: weights.slice(0, end) };
}

/** For every item the edges (positions in `indices`) that point to it. */
function transpose(indices: Uint32Array, n: number, others: number) {
  const offsets = new Uint32Array(n + 1);
  for (const j of indices) offsets[j + 1]!++;
  for (let j = 0; j < n; j++) offsets[j + 1]! += offsets[j]!;
  const next = offsets.slice(0, n);
  const edges = new Uint32Array(n * others);
  indices.forEach((j, e) => (edges[next[j]!++] = e));
  return { offsets, edges };
}

/** Leaves out edges that would not fire once in `epochs`: weight below largest weight / epochs. */
export function prune(graph: FuzzyGraph, epochs: number): FuzzyGraph {
  const { n } = graph;
  const limit = largestWeight(graph) / epochs;
  const offsets = new Uint32Array(n + 1);
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let e = graph.offsets[i]!; e < graph.offsets[i + 1]!; e++)
      if (graph.weights[e]! >= limit) kept.push(e);
    offsets[i + 1] = kept.length;
  }
  return {
    n,
    offsets,
    targets: Uint32Array.from(kept, (e) => graph.targets[e]!),
    weights: Float64Array.from(kept, (e) => graph.weights[e]!),
  };
}

/** The graph as the layout kernels take it: weights become firing rates (docs/UMAP.md). */
export function layoutGraph(graph: FuzzyGraph): LayoutGraph {
  const { n, offsets, targets, weights } = graph;
  const largest = largestWeight(graph);
  return { n, offsets, targets, rates: Float32Array.from(weights, (w) => w / largest) };
}

function largestWeight({ weights }: FuzzyGraph): number {
  return weights.reduce((a, b) => Math.max(a, b), 0);
}

/** Connected components, largest first (ties: the one with the smallest item), each with rising items. */
export function components({ n, offsets, targets }: FuzzyGraph): Uint32Array[] {
  const label = new Int32Array(n).fill(-1);
  const found: number[][] = [];
  const stack = new Uint32Array(n);
  for (let root = 0; root < n; root++) {
    if (label[root]! >= 0) continue;
    const members: number[] = [];
    let height = 0;
    stack[height++] = root;
    label[root] = found.length;
    while (height > 0) {
      const i = stack[--height]!;
      members.push(i);
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        const j = targets[e]!;
        if (label[j]! >= 0) continue;
        label[j] = found.length;
        stack[height++] = j;
      }
    }
    found.push(members.sort((a, b) => a - b));
  }
  return found.sort((a, b) => b.length - a.length).map((members) => Uint32Array.from(members));
}

/** The part of the graph on `items` (rising), numbered anew. Edges that leave it are dropped. */
export function subgraph(graph: FuzzyGraph, items: Uint32Array): FuzzyGraph {
  const place = new Int32Array(graph.n).fill(-1);
  items.forEach((item, i) => (place[item] = i));
  const offsets = new Uint32Array(items.length + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  items.forEach((item, i) => {
    for (let e = graph.offsets[item]!; e < graph.offsets[item + 1]!; e++) {
      const target = place[graph.targets[e]!]!;
      if (target < 0) continue;
      targets.push(target);
      weights.push(graph.weights[e]!);
    }
    offsets[i + 1] = targets.length;
  });
  return {
    n: items.length,
    offsets,
    targets: Uint32Array.from(targets),
    weights: Float64Array.from(weights),
  };
}
