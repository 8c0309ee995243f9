import type { Control } from '../base/control.ts';
import type { Matrix } from './kernels.ts';
import { hasDirection, type RowMetric } from './metric.ts';
import { createPace } from './pace.ts';
import { createRng } from './rng.ts';

/** Items in groups of neighbours: group g is order[offsets[g]] .. order[offsets[g + 1]]. Positions in `metric.included`. */
export interface Leaves {
  readonly order: Uint32Array;
  readonly offsets: Uint32Array;
}

/**
 * The leaves of one random projection tree (Dasgupta and Freund 2008): a node is cut half way between two of its items
 * drawn by chance, by angle where the metric is one of directions, until at most `leafSize` are left. A cut that leaves
 * less than a tenth on one side is taken by the middle of the order instead, so that copies end too.
 */
export async function randomProjectionLeaves(
  { data, cols }: Matrix,
  metric: RowMetric,
  { leafSize, seed }: { readonly leafSize: number; readonly seed: number },
  control: Control,
): Promise<Leaves> {
  const { included, lengths } = metric;
  const rng = createRng(seed);
  const pace = createPace(control, 'Projection trees');
  const order = Uint32Array.from({ length: included.length }, (_, p) => p);
  const side = new Uint8Array(included.length);
  const spare = new Uint32Array(included.length);
  const normal = new Float32Array(cols);
  const bounds: number[] = [];

  /** The plane between two items; rows less their means differ from the rows by nothing that shows in these products. */
  const draw = (from: number, to: number): number => {
    const a = included[order[from + rng.integer(to - from)]!]!;
    const b = included[order[from + rng.integer(to - from)]!]!;
    const [scaleA, scaleB] = hasDirection(metric.metric)
      ? [1 / lengths!.norms[a]!, 1 / lengths!.norms[b]!]
      : [1, 1];
    const shift = lengths?.means ? lengths.means[a]! * scaleA - lengths.means[b]! * scaleB : 0;
    let middle = 0;
    for (let d = 0; d < cols; d++) {
      const u = data[a * cols + d]! * scaleA;
      const v = data[b * cols + d]! * scaleB;
      normal[d] = u - v - shift;
      middle += ((u + v) / 2) * normal[d]!;
    }
    return hasDirection(metric.metric) ? 0 : middle;
  };
  /** Brings the items above the plane to the front and says how many they are. */
  const cut = async (from: number, to: number): Promise<number> => {
    const middle = draw(from, to);
    let above = 0;
    for (let start = from; start < to; start += BLOCK) {
      const end = Math.min(to, start + BLOCK);
      for (let e = start; e < end; e++) {
        const product = dotWith(data, included[order[e]!]! * cols, normal);
        above += side[e] = product > middle ? 1 : 0;
      }
      if (pace.due()) await pace.rest(done, included.length);
    }
    const least = (to - from) / 10;
    if (above < least || to - from - above < least) return Math.floor((to - from) / 2);
    let front = from;
    let back = from + above;
    for (let e = from; e < to; e++) spare[side[e] ? front++ : back++] = order[e]!;
    order.set(spare.subarray(from, to), from);
    return above;
  };

  let done = 0;
  const open: [number, number][] = [[0, included.length]];
  while (open.length) {
    const [from, to] = open.pop()!;
    if (to - from <= leafSize) {
      bounds.push(from);
      done = to;
      continue;
    }
    const middle = from + (await cut(from, to));
    open.push([middle, to], [from, middle]);
  }
  return { order, offsets: Uint32Array.from([...bounds, included.length]) };
}

/** Items looked at between two looks at the clock. */
const BLOCK = 256;

function dotWith(data: Float32Array, start: number, normal: Float32Array): number {
  let even = 0;
  let odd = 0;
  let d = 0;
  for (; d + 1 < normal.length; d += 2) {
    even += data[start + d]! * normal[d]!;
    odd += data[start + d + 1]! * normal[d + 1]!;
  }
  if (d < normal.length) even += data[start + d]! * normal[d]!;
  return even + odd;
}
