/**
 * Sorts the first `count` candidates by rank (smaller first) in place; candidates whose ranks are one tie group
 * (METHODS 1.2: consecutive values that are `tied`) stand by the smaller index. Insertion sort: the lists are
 * short and arrive almost sorted.
 */
export function orderByRank(
  indices: Uint32Array,
  ranks: Float64Array,
  count: number,
  tied: (a: number, b: number) => boolean,
): void {
  insertionSort(indices, ranks, 0, count, (index, rank, otherIndex, otherRank) =>
    rank === otherRank ? index < otherIndex : rank < otherRank,
  );
  for (let start = 0; start < count;) {
    let end = start + 1;
    while (end < count && tied(ranks[end - 1]!, ranks[end]!)) end++;
    if (end - start > 1)
      insertionSort(indices, ranks, start, end, (index, _, otherIndex) => index < otherIndex);
    start = end;
  }
}

function insertionSort(
  indices: Uint32Array,
  ranks: Float64Array,
  start: number,
  end: number,
  before: (index: number, rank: number, otherIndex: number, otherRank: number) => boolean,
): void {
  for (let i = start + 1; i < end; i++) {
    const index = indices[i]!;
    const rank = ranks[i]!;
    let slot = i;
    while (slot > start && before(index, rank, indices[slot - 1]!, ranks[slot - 1]!)) {
      indices[slot] = indices[slot - 1]!;
      ranks[slot] = ranks[slot - 1]!;
      slot--;
    }
    indices[slot] = index;
    ranks[slot] = rank;
  }
}

/** The `k`-th smallest value (k from 0), by Hoare's quickselect. Reorders `values`. */
export function selectSmallest(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left <= right) {
        const swap = values[left]!;
        values[left++] = values[right]!;
        values[right--] = swap;
      }
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return values[k]!;
}
