// One step of a search for neighbours; src/math/neighbour-join.ts says what it does. A thread holds every `parts`-th item
// and offers only these: a list is complete when it has been with all threads.

import { siftDown } from './heap';

/**
 * Improves the lists of `count` rows.
 * @param ids indices of the rows (uint32)
 * @param rows the rows, `stride` bytes of int16 each, padded with zeros to whole vectors
 * @param held item h of this thread is item h * parts + part of all, as the rows
 * @param met uint32 for each item held: the last `token` at which it was met
 * @param wayOffsets count + 1 places in `ways`
 * @param ways group * 2 + fresh (uint32)
 * @param memberOffsets for each group, places in `members`
 * @param members item held * 2 + fresh (uint32)
 * @param lists count x k keys, as heaps
 * @param token larger than at any row before; this many rows count on from it
 */
export function join(
  ids: usize,
  rows: usize,
  count: usize,
  stride: usize,
  held: usize,
  met: usize,
  part: u32,
  parts: u32,
  wayOffsets: usize,
  ways: usize,
  memberOffsets: usize,
  members: usize,
  lists: usize,
  k: usize,
  squared: bool,
  token: u32,
): void {
  for (let r: usize = 0; r < count; r++, token++, rows += stride, lists += k << 3) {
    const id = load<u32>(ids + (r << 2));
    if (id % parts == part) store<u32>(met + ((<usize>(id / parts)) << 2), token);
    for (let e: usize = 0; e < k; e++) {
      const key = load<u64>(lists + (e << 3));
      if (!key) continue;
      const index = ~((<u32>key) >> 1) & 0x7fffffff;
      if (index % parts == part) store<u32>(met + ((<usize>(index / parts)) << 2), token);
    }
    const lastWay = ways + ((<usize>load<u32>(wayOffsets + (r << 2) + 4)) << 2);
    for (
      let way = ways + ((<usize>load<u32>(wayOffsets + (r << 2))) << 2);
      way < lastWay;
      way += 4
    ) {
      const entry = load<u32>(way);
      const offsets = memberOffsets + ((<usize>(entry >> 1)) << 2);
      const last = members + ((<usize>load<u32>(offsets + 4)) << 2);
      for (let m = members + ((<usize>load<u32>(offsets)) << 2); m < last; m += 4) {
        const member = load<u32>(m);
        if (!((entry | member) & 1)) continue;
        const item = <usize>(member >> 1);
        const mark = met + (item << 2);
        if (load<u32>(mark) == token) continue;
        store<u32>(mark, token);
        const other = held + item * stride;
        const score = squared
          ? -squaredDistance(rows, other, stride)
          : product(rows, other, stride);
        const index = <u32>item * parts + part;
        const key = ((<u64>((<u32>score) ^ 0x80000000)) << 32) | (<u64>((~index << 1) | 1));
        if (key > load<u64>(lists)) siftDown(lists, k, key);
      }
    }
  }
}

/** Makes heaps of lists whose places may stand in any order. */
export function heapify(lists: usize, k: usize, count: usize): void {
  for (let r: usize = 0; r < count; r++, lists += k << 3) {
    // Insertion sort, rising: a sorted list is a heap with the worst at its root.
    for (let e: usize = 1; e < k; e++) {
      const key = load<u64>(lists + (e << 3));
      let slot = e;
      for (; slot && load<u64>(lists + ((slot - 1) << 3)) > key; slot--) {
        store<u64>(lists + (slot << 3), load<u64>(lists + ((slot - 1) << 3)));
      }
      store<u64>(lists + (slot << 3), key);
    }
  }
}

function product(a: usize, b: usize, bytes: usize): i32 {
  let sum = i32x4.splat(0);
  for (let d: usize = 0; d < bytes; d += 16) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(a + d), v128.load(b + d)));
  }
  return total(sum);
}

function squaredDistance(a: usize, b: usize, bytes: usize): i32 {
  let sum = i32x4.splat(0);
  for (let d: usize = 0; d < bytes; d += 16) {
    const difference = i16x8.sub(v128.load(a + d), v128.load(b + d));
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(difference, difference));
  }
  return total(sum);
}

function total(sum: v128): i32 {
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}
