/** A selection: sorted distinct item indices in memory, sorted inclusive ranges in the workspace. */
export type Ranges = readonly (readonly [number, number])[];

/** Sorted distinct items of any list of items. */
export function sortedItems(items: ArrayLike<number>): Uint32Array {
  const sorted = new Uint32Array(items);
  // What the map selects is in order already, and sorting takes long where it is all there is.
  if (isRising(sorted)) return sorted;
  sorted.sort();
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i]!;
  }
  return sorted.slice(0, kept);
}

const isRising = (items: Uint32Array): boolean =>
  items.every((item, i) => i === 0 || item > items[i - 1]!);

/** The fewest inclusive ranges that hold exactly these items; `items` in any order, repeats allowed. */
export function toRanges(items: ArrayLike<number>): [number, number][] {
  const ranges: [number, number][] = [];
  let current: [number, number] | undefined;
  for (const item of sortedItems(items)) {
    if (current && item === current[1] + 1) current[1] = item;
    else ranges.push((current = [item, item]));
  }
  return ranges;
}

/**
 * The items of sorted disjoint ranges, those below `rows` only: ranges come from links, so what they claim is
 * bounded by the data before anything is allocated.
 */
export function toItems(ranges: Ranges, rows: number): Uint32Array {
  const inside = clipRanges(ranges, rows);
  const items = new Uint32Array(countItems(inside));
  let at = 0;
  for (const [first, last] of inside)
    for (let item = first; item <= last; item++) items[at++] = item;
  return items;
}

/** How many items sorted disjoint ranges hold. */
export function countItems(ranges: Ranges): number {
  let count = 0;
  for (const [first, last] of ranges) count += last - first + 1;
  return count;
}

export const sameRanges = (a: Ranges, b: Ranges): boolean =>
  a.length === b.length && a.every(([first, last], i) => first === b[i]![0] && last === b[i]![1]);

/** The part of sorted ranges that lies in items 0..rows-1; the same array when nothing is cut. */
export function clipRanges<R extends Ranges>(ranges: R, rows: number): R | [number, number][] {
  const last = ranges.at(-1);
  if (!last || last[1] < rows) return ranges;
  return ranges
    .filter(([first]) => first < rows)
    .map(([first, end]): [number, number] => [first, Math.min(end, rows - 1)]);
}

/** How a newly marked set of items changes the selection. */
export type SelectMode = 'replace' | 'add' | 'remove';

/** The selection after marking `items`; both lists sorted and distinct, as is the answer. */
export function combine(selection: Uint32Array, items: Uint32Array, mode: SelectMode): Uint32Array {
  if (mode === 'replace') return items;
  const marked = new Set(items);
  if (mode === 'remove') return selection.filter((item) => !marked.has(item));
  const both = new Uint32Array(selection.length + items.length);
  both.set(selection);
  both.set(items, selection.length);
  return sortedItems(both);
}

/**
 * Ranges as a link writes them: how many items to skip, how many to take, and so on. Small numbers that repeat
 * pack several times better than indices do.
 */
export function toRuns(ranges: Ranges): number[] {
  let at = 0;
  return ranges.flatMap(([first, last]) => {
    const run = [first - at, last - first + 1];
    at = last + 1;
    return run;
  });
}

/** The inverse of `toRuns`. What no `toRuns` writes gives ranges that the workspace schema refuses. */
export function fromRuns(runs: readonly number[]): [number, number][] {
  let at = 0;
  const ranges: [number, number][] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const first = at + runs[i]!;
    at = first + (runs[i + 1] ?? 0);
    ranges.push([first, at - 1]);
  }
  return ranges;
}
