import { NO_CONTROL, type Control } from '../base/control.ts';
import type { IntegerRows, Join, JoinStep, PairKind } from './kernels.ts';
import { createPace } from './pace.ts';

/**
 * The places of a list are keys of 64 bits, low word first: above the score as an unsigned number, below it the inverted
 * index and one bit that says whether the entry is fresh. The larger key is the nearer item, among equal scores the smaller
 * index. An empty place is 0.
 */
export const highWord = (score: number): number => (score ^ 0x80000000) >>> 0;
export const lowWord = (index: number, fresh: boolean): number =>
  ((~index << 1) | (fresh ? 1 : 0)) >>> 0;
export const indexOf = (low: number): number => ~(low >>> 1) & 0x7fffffff;
export const scoreOf = (high: number): number => (high ^ 0x80000000) | 0;
export const isFresh = (low: number): boolean => (low & 1) === 1;

/**
 * One step of a search for neighbours, the readable truth of the kernel `join`. Every row looks at all members of its
 * groups, except where neither the way from the row to the group nor that from the group to the member is fresh: those two
 * have met before. A member that is not in the row's list yet and nearer than its last entry takes its place, marked
 * fresh. Scores are inner products, or squared distances with the sign turned, of integers: exact, so that neither the
 * order nor the machine matters.
 */
export function createJoin(x: IntegerRows, kind: PairKind, control: Control = NO_CONTROL): Join {
  const a = new Int16Array(x.cols);
  const b = new Int16Array(x.cols);
  const score = (i: number, j: number): number => {
    x.read(i, i + 1, a);
    x.read(j, j + 1, b);
    let sum = 0;
    for (let d = 0; d < x.cols; d++)
      sum += kind === 'dot' ? a[d]! * b[d]! : -((a[d]! - b[d]!) ** 2);
    return sum;
  };

  return async ({ rows, places, k, groupsOf, groups }: JoinStep): Promise<void> => {
    const pace = createPace(control, 'Approximate neighbours');
    for (const [r, row] of rows.entries()) {
      const list = places.subarray(2 * r * k, 2 * (r + 1) * k);
      const met = new Set([row]);
      for (let e = 0; e < k; e++)
        if (list[2 * e + 1] || list[2 * e]) met.add(indexOf(list[2 * e]!));
      for (const way of entriesOf(groupsOf, r))
        for (const member of entriesOf(groups, way >>> 1)) {
          const item = member >>> 1;
          if (!((way | member) & 1) || met.has(item)) continue;
          met.add(item);
          offer(list, score(row, item), item);
        }
      if (pace.due()) await pace.rest(r, rows.length);
    }
  };
}

function entriesOf({ offsets, items }: JoinStep['groups'], list: number): Uint32Array {
  return items.subarray(offsets[list]!, offsets[list + 1]!);
}

/** Puts an item in the place of the worst entry, if it is nearer. The order of a list means nothing. */
function offer(list: Uint32Array, score: number, index: number): void {
  const [low, high] = [lowWord(index, true), highWord(score)];
  let worst = 0;
  for (let e = 2; e < list.length; e += 2)
    if (before(list[e]!, list[e + 1]!, list[worst]!, list[worst + 1]!)) worst = e;
  if (!before(list[worst]!, list[worst + 1]!, low, high)) return;
  list[worst] = low;
  list[worst + 1] = high;
}

function before(low: number, high: number, otherLow: number, otherHigh: number): boolean {
  return high === otherHigh ? low < otherLow : high < otherHigh;
}
