import { NO_CONTROL, type Control } from '../base/control.ts';
import type { LayoutGraph } from './kernels.ts';
import { createPace, type Pace } from './pace.ts';
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
  const pace = createPace(control, 'Neighbour graph');
  const memberships = new Float64Array(indices.length);
  for (let i = 0; i < n; i++) {
    for (let e = i * others; e < (i + 1) * others; e++)
      memberships[e] = membership(distances[e]!, rho[i]!, sigma[i]!);
    if (pace.due()) await pace.rest(i, n);
  }
  const offsets = Uint32Array.from({ length: n + 1 }, (_, i) => i * others);
  const incoming = await transpose({ n, offsets, targets: indices, weights: memberships }, pace);
  // Transposed twice: the lists again, with rising targets.
  const outgoing = await transpose(incoming, pace);
  return union(outgoing, incoming, pace);
}

/** The graph with every edge turned round; targets rise in each row. */
async function transpose(graph: FuzzyGraph, pace: Pace): Promise<FuzzyGraph> {
  const { n, offsets, targets, weights } = graph;
  const turned = {
    n,
    offsets: new Uint32Array(n + 1),
    targets: new Uint32Array(targets.length),
    weights: new Float64Array(targets.length),
  };
  for (const j of targets) turned.offsets[j + 1]!++;
  for (let j = 0; j < n; j++) turned.offsets[j + 1]! += turned.offsets[j]!;
  const next = turned.offsets.slice(0, n);
  for (let i = 0; i < n; i++) {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const place = next[targets[e]!]!++;
      turned.targets[place] = i;
      turned.weights[place] = weights[e]!;
    }
    if (pace.due()) await pace.rest(i, n);
  }
  return turned;
}

/** a + b - a b of two graphs with rising targets, merged row by row. An edge that one of them lacks weighs 0 there. */
async function union(a: FuzzyGraph, b: FuzzyGraph, pace: Pace): Promise<FuzzyGraph> {
  const { n } = a;
  const offsets = new Uint32Array(n + 1);
  const targets = new Uint32Array(a.targets.length + b.targets.length);
  const weights = new Float64Array(targets.length);
  let end = 0;
  for (let i = 0; i < n; i++) {
    let p = a.offsets[i]!;
    let q = b.offsets[i]!;
    const pEnd = a.offsets[i + 1]!;
    const qEnd = b.offsets[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const left = p < pEnd ? a.targets[p]! : n;
      const right = q < qEnd ? b.targets[q]! : n;
      const out = left <= right ? a.weights[p++]! : 0;
      const back = right <= left ? b.weights[q++]! : 0;
      const weight = out + back - out * back;
      // A membership may be too small for a number.
      if (weight === 0) continue;
      targets[end] = Math.min(left, right);
      weights[end++] = weight;
    }
    offsets[i + 1] = end;
    if (pace.due()) await pace.rest(i, n);
  }
  return { n, offsets, targets: targets.slice(0, end), weights: weights.slice(0, end) };
}

/** Leaves out edges that would not fire once in `epochs`: weight below largest weight / epochs. */
export function prune(graph: FuzzyGraph, epochs: number): FuzzyGraph {
  const { n } = graph;
  const limit = largestWeight(graph) / epochs;
  const offsets = new Uint32Array(n + 1);
  const targets = new Uint32Array(graph.targets.length);
  const weights = new Float64Array(graph.targets.length);
  let end = 0;
  for (let i = 0; i < n; i++) {
    for (let e = graph.offsets[i]!; e < graph.offsets[i + 1]!; e++) {
      if (graph.weights[e]! < limit) continue;
      targets[end] = graph.targets[e]!;
      weights[end++] = graph.weights[e]!;
    }
    offsets[i + 1] = end;
  }
  return { n, offsets, targets: targets.slice(0, end), weights: weights.slice(0, end) };
}

/** The graph as the layout kernels take it: weights become firing rates (docs/UMAP.md). */
export function layoutGraph(graph: FuzzyGraph): LayoutGraph {
  const { n, offsets, targets, weights } = graph;
  const largest = largestWeight(graph);
  const rates = new Float32Array(weights.length);
  for (let e = 0; e < rates.length; e++) rates[e] = weights[e]! / largest;
  return { n, offsets, targets, rates };
}

function largestWeight({ weights }: FuzzyGraph): number {
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, weight);
  return largest;
}

/** Connected components, largest first (ties: the one with the smallest item), each with rising items. */
export function components({ n, offsets, targets }: FuzzyGraph): Uint32Array[] {
  const NONE = 0xffffffff;
  const label = new Uint32Array(n).fill(NONE);
  const sizes: number[] = [];
  const stack = new Uint32Array(n);
  for (let root = 0; root < n; root++) {
    if (label[root] !== NONE) continue;
    const own = sizes.length;
    let size = 1;
    let height = 0;
    stack[height++] = root;
    label[root] = own;
    while (height > 0) {
      const i = stack[--height]!;
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        const j = targets[e]!;
        if (label[j] !== NONE) continue;
        label[j] = own;
        stack[height++] = j;
        size++;
      }
    }
    sizes.push(size);
  }
  const parts = sizes.map((size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let i = 0; i < n; i++) parts[label[i]!]![filled[label[i]!]!++] = i;
  return parts.sort((a, b) => b.length - a.length);
}

/** A connected part of a graph: its items, rising, and the graph on them, numbered anew. */
export interface Part {
  readonly items: Uint32Array;
  readonly graph: FuzzyGraph;
}

/** The connected components as graphs of their own, in the order of `components`. */
export function connectedParts(graph: FuzzyGraph): Part[] {
  const parts = components(graph);
  if (parts.length === 1) return [{ items: parts[0]!, graph }];
  const place = new Uint32Array(graph.n);
  for (const items of parts) items.forEach((item, i) => (place[item] = i));
  return parts.map((items) => ({ items, graph: subgraph(graph, items, place) }));
}

/** The graph on `items`, which no edge leaves. @param place the new number of each */
function subgraph(graph: FuzzyGraph, items: Uint32Array, place: Uint32Array): FuzzyGraph {
  const n = items.length;
  const offsets = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) {
    const item = items[i]!;
    offsets[i + 1] = offsets[i]! + graph.offsets[item + 1]! - graph.offsets[item]!;
  }
  const targets = new Uint32Array(offsets[n]!);
  const weights = new Float64Array(offsets[n]!);
  for (let i = 0; i < n; i++) {
    const from = graph.offsets[items[i]!]!;
    for (let e = 0; e < offsets[i + 1]! - offsets[i]!; e++) {
      targets[offsets[i]! + e] = place[graph.targets[from + e]!]!;
      weights[offsets[i]! + e] = graph.weights[from + e]!;
    }
  }
  return { n, offsets, targets, weights };
}
