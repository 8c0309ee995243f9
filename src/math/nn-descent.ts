import type { Control } from '../base/control.ts';
import type { ItemLists, Join } from './kernels.ts';
import { indexOf, isFresh } from './neighbour-join.ts';
import { createPace } from './pace.ts';
import type { Leaves } from './random-projection-leaves.ts';
import { hash32 } from './rng.ts';

export interface DescentOptions {
  readonly rows: number;
  /** Length of the lists. */
  readonly k: number;
  readonly seed: number;
  /** Most fresh and most other entries that a list lends to one round, and as many again from lists that name its row. */
  readonly sample: number;
  /** Most rounds. */
  readonly rounds: number;
}

/** The search ends with a round that changes a smaller share of all entries than this. */
const SETTLED = 0.001;

/**
 * Nearest neighbours by NN-descent (Dong, Charikar and Li 2011, "Efficient k-nearest neighbor graph construction for
 * generic similarity measures"): neighbours of neighbours are likely neighbours. The lists begin with the items that share
 * leaves with a row. Then in every round a row looks at what its neighbours, and those whose neighbour it is, have for
 * neighbours. Entries that have been looked at from all sides are marked as met and no longer followed to other such ones.
 *
 * Each round reads the lists as the round before left them and chance is keyed by seed, round and edge: the result
 * depends on the seed alone. Differs from the paper in that rows pull what they need (so that threads share nothing).
 * @returns rows x k indices in no order; rows with fewer items in reach have 0x7fffffff in the places left
 */
export async function descend(
  join: Join,
  leaves: readonly Leaves[],
  options: DescentOptions,
  control: Control,
): Promise<Uint32Array> {
  const { rows, k } = options;
  const ids = Uint32Array.from({ length: rows }, (_, i) => i);
  const places = new Uint32Array(2 * rows * k);
  // One tree at a time: its leaves are groups whose members have never met.
  for (const tree of leaves) await join({ rows: ids, places, k, ...leafGroups(tree) });
  for (let round = 0; round < options.rounds; round++) {
    control.progress?.({ stage: 'Approximate neighbours', done: round, total: options.rounds });
    const { groups, fresh } = await neighbourhoods(places, round, options, control);
    if (fresh <= SETTLED * rows * k) break;
    await join({ rows: ids, places, k, groupsOf: groups, groups });
  }
  const indices = new Uint32Array(rows * k);
  for (let e = 0; e < indices.length; e++) indices[e] = indexOf(places[2 * e]!);
  return indices;
}

/** Each row's way to its leaf, and the leaves, all fresh. */
function leafGroups({ order, offsets }: Leaves): { groupsOf: ItemLists; groups: ItemLists } {
  const ways = new Uint32Array(order.length);
  for (let leaf = 0; leaf + 1 < offsets.length; leaf++)
    for (let e = offsets[leaf]!; e < offsets[leaf + 1]!; e++) ways[order[e]!] = 2 * leaf + 1;
  return {
    groupsOf: { offsets: Uint32Array.from({ length: order.length + 1 }, (_, i) => i), items: ways },
    groups: { offsets, items: order.map((item) => 2 * item + 1) },
  };
}

/**
 * For every row a sample of its list and of the rows that have it in theirs, fresh ones and others. What is lent as fresh
 * is marked as met in the lists.
 * @returns also the number of fresh entries there were
 */
async function neighbourhoods(
  places: Uint32Array,
  round: number,
  { rows, k, seed, sample }: DescentOptions,
  control: Control,
): Promise<{ groups: ItemLists; fresh: number }> {
  const pace = createPace(control, 'Approximate neighbours');
  const key = hash32((seed ^ Math.imul(round + 1, 0x9e3779b1)) | 0);
  // Of each row: own fresh, own met, fresh from others, met from others.
  const width = 4 * sample;
  const slots = new Uint32Array(rows * width);
  const counts = new Uint32Array(rows * 4);
  const seen = new Uint32Array(rows * 2);
  const choice = createChoice(sample);
  let fresh = 0;
  for (let i = 0; i < rows; i++) {
    for (const wanted of [1, 0]) {
      choice.clear();
      for (let e = i * k; e < (i + 1) * k; e++) {
        const low = places[2 * e]!;
        if ((low | places[2 * e + 1]!) === 0 || isFresh(low) !== (wanted === 1)) continue;
        fresh += wanted;
        choice.offer(hash32(hash32(key ^ i) ^ indexOf(low)), e);
      }
      for (let c = 0; c < choice.count(); c++) {
        const e = choice.at(c);
        const j = indexOf(places[2 * e]!);
        places[2 * e]! &= ~1;
        const own = i * 4 + 1 - wanted;
        slots[i * width + (1 - wanted) * sample + counts[own]!++] = 2 * j + wanted;
        // A sample of those that name j, each as likely: reservoir sampling with keyed numbers.
        const met = seen[j * 2 + wanted]!++;
        const theirs = j * 4 + 3 - wanted;
        const slot = met < sample ? counts[theirs]!++ : hash32(hash32(key ^ ~i) ^ j) % (met + 1);
        if (slot < sample) slots[j * width + (3 - wanted) * sample + slot] = 2 * i + wanted;
      }
    }
    if (pace.due()) await pace.rest(i, rows);
  }
  return { groups: await pack(slots, counts, rows, sample, pace), fresh };
}

/** Brings the four parts of every row together, in the room they have. */
async function pack(
  slots: Uint32Array,
  counts: Uint32Array,
  rows: number,
  sample: number,
  pace: ReturnType<typeof createPace>,
): Promise<ItemLists> {
  const offsets = new Uint32Array(rows + 1);
  let end = 0;
  for (let i = 0; i < rows; i++) {
    for (let part = 0; part < 4; part++) {
      const from = (i * 4 + part) * sample;
      const count = counts[i * 4 + part]!;
      slots.copyWithin(end, from, from + count);
      end += count;
    }
    offsets[i + 1] = end;
    if (pace.due()) await pace.rest(i, rows);
  }
  return { offsets, items: slots.subarray(0, end) };
}

/** Keeps the `most` entries with the smallest keys, ties by the order they come in. */
function createChoice(most: number) {
  const keys = new Float64Array(most);
  const entries = new Uint32Array(most);
  let count = 0;
  return {
    clear: (): void => void (count = 0),
    count: (): number => count,
    at: (c: number): number => entries[c]!,
    offer(key: number, entry: number): void {
      if (count === most && key >= keys[most - 1]!) return;
      let slot = count < most ? count++ : most - 1;
      for (; slot > 0 && keys[slot - 1]! > key; slot--) {
        keys[slot] = keys[slot - 1]!;
        entries[slot] = entries[slot - 1]!;
      }
      keys[slot] = key;
      entries[slot] = entry;
    },
  };
}
