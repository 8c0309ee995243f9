import type { FuzzyGraph } from './fuzzy-graph.ts';
import type { Pace } from './pace.ts';

/** A graph of which every item may stand for several: its own edges have become a loop. */
export interface Level extends FuzzyGraph {
  /** Total weight of an item's loop; counts in its degree. */
  readonly loops: Float64Array;
  /** Total weight of its edges and its loop. */
  readonly degrees: Float64Array;
}

export interface Coarser {
  readonly level: Level;
  /** The item of the coarser level that each item of the finer one belongs to. */
  readonly groups: Uint32Array;
}

/** Items put together at most. */
const GROUP = 4;
const NONE = 0xffffffff;

export function finest(graph: FuzzyGraph): Level {
  const { n, offsets, weights } = graph;
  const degrees = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) degrees[i]! += weights[e]!;
  return { ...graph, loops: new Float64Array(n), degrees };
}

/**
 * One step of a multilevel scheme (Barnard and Simon 1994; Koren, Carmel and Harel 2002): items are put together with
 * the neighbour they are tied to most closely, and edges between groups add up. The eigenvectors of the coarser
 * normalised graph are those of the finer one restricted to vectors that are equal, by degree, within groups.
 */
export async function coarsen(level: Level, pace: Pace): Promise<Coarser> {
  const { groups, count } = await gather(level, pace);
  return { level: await contract(level, groups, count, pace), groups };
}

/** In the order of the items, each that has no group yet joins its closest neighbour or the neighbour's group. */
async function gather(
  { n, offsets, targets, weights, degrees }: Level,
  pace: Pace,
): Promise<{ groups: Uint32Array; count: number }> {
  const groups = new Uint32Array(n).fill(NONE);
  const sizes = new Uint8Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (groups[i] !== NONE) continue;
    let closest = i;
    let most = 0;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const j = targets[e]!;
      if (groups[j] !== NONE && sizes[groups[j]!]! >= GROUP) continue;
      // How close, of the neighbour's own weight too: else everything gathers round the items that all are close to.
      const closeness = (weights[e]! * weights[e]!) / degrees[j]!;
      if (closeness <= most) continue;
      most = closeness;
      closest = j;
    }
    if (groups[closest] === NONE) {
      groups[closest] = count;
      sizes[count++] = 1;
    }
    if (closest !== i) {
      groups[i] = groups[closest]!;
      sizes[groups[i]!]!++;
    }
    if (pace.due()) await pace.rest(i, n);
  }
  return { groups, count };
}

/** The graph of the groups: weights between two groups add up, those within one become its loop. */
async function contract(
  fine: Level,
  groups: Uint32Array,
  count: number,
  pace: Pace,
): Promise<Level> {
  const { members, starts } = sortedByGroup(groups, count);
  const offsets = new Uint32Array(count + 1);
  const targets = new Uint32Array(fine.targets.length);
  const weights = new Float64Array(fine.targets.length);
  const loops = new Float64Array(count);
  const degrees = new Float64Array(count);
  /** Where the edge to a group stands in the row being written; older rows lie before its start. */
  const place = new Uint32Array(count).fill(NONE);
  let end = 0;
  for (let group = 0; group < count; group++) {
    const start = end;
    for (let m = starts[group]!; m < starts[group + 1]!; m++) {
      const i = members[m]!;
      loops[group]! += fine.loops[i]!;
      degrees[group]! += fine.degrees[i]!;
      for (let e = fine.offsets[i]!; e < fine.offsets[i + 1]!; e++) {
        const other = groups[fine.targets[e]!]!;
        const at = place[other]!;
        if (other === group) loops[group]! += fine.weights[e]!;
        else if (at !== NONE && at >= start) weights[at]! += fine.weights[e]!;
        else {
          place[other] = end;
          targets[end] = other;
          weights[end++] = fine.weights[e]!;
        }
      }
    }
    offsets[group + 1] = end;
    if (pace.due()) await pace.rest(group, count);
  }
  return {
    n: count,
    offsets,
    targets: targets.slice(0, end),
    weights: weights.slice(0, end),
    loops,
    degrees,
  };
}

function sortedByGroup(groups: Uint32Array, count: number) {
  const starts = new Uint32Array(count + 1);
  for (const group of groups) starts[group + 1]!++;
  for (let group = 0; group < count; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice(0, count);
  const members = new Uint32Array(groups.length);
  for (let i = 0; i < groups.length; i++) members[next[groups[i]!]!++] = i;
  return { members, starts };
}
