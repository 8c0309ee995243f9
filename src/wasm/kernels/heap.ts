// A row's k best, as a binary heap of 64-bit keys with the worst at the root.
// Key: the score as an order-preserving integer above, the inverted item index below. One integer comparison then
// decides "better score, and among equal scores the smaller index". An empty place is 0, worse than any item.

function orderedBits(score: f32): u32 {
  const bits = reinterpret<u32>(score);
  return bits ^ ((<u32>((<i32>bits) >> 31)) | 0x80000000);
}

function scoreOf(key: u64): f32 {
  const bits = <u32>(key >> 32);
  return reinterpret<f32>(bits & 0x80000000 ? bits ^ 0x80000000 : ~bits);
}

/** Takes the item in place of the worst entry if it is better, and says whether it was. */
export function offer(heap: usize, k: usize, score: f32, index: u32): bool {
  const key = ((<u64>orderedBits(score)) << 32) | (<u64>~index);
  if (key <= load<u64>(heap)) return false;
  siftDown(heap, k, key);
  return true;
}

/** As `offer`, for items that may come again: with the same score, by which they are known. */
export function offerOnce(heap: usize, k: usize, score: f32, index: u32): bool {
  const key = ((<u64>orderedBits(score)) << 32) | (<u64>~index);
  if (key <= load<u64>(heap)) return false;
  const end = heap + (k << 3);
  for (let place = heap; place < end; place += 8) if (load<u64>(place) == key) return false;
  siftDown(heap, k, key);
  return true;
}

/** The score a newcomer must reach: any finite one while places are empty. */
export function rootScore(heap: usize): f32 {
  const root = load<u64>(heap);
  return root ? scoreOf(root) : -f32.MAX_VALUE;
}

/** Writes the entries best first and destroys the heap. */
export function sortBestFirst(
  heap: usize,
  k: usize,
  indices: usize,
  values: usize,
  negate: bool,
): void {
  for (let size = k; size > 0;) {
    const worst = load<u64>(heap);
    size--;
    store<u32>(indices + (size << 2), worst ? ~(<u32>worst) : 0xffffffff);
    const score = scoreOf(worst);
    store<f32>(values + (size << 2), negate ? -score : score);
    siftDown(heap, size, load<u64>(heap + (size << 3)));
  }
}

/** Places `key` into the hole at the root of a heap of `size` entries. */
export function siftDown(heap: usize, size: usize, key: u64): void {
  if (!size) return;
  let hole: usize = 0;
  for (;;) {
    let child: usize = (hole << 1) + 1;
    if (child >= size) break;
    let best = load<u64>(heap + (child << 3));
    if (child + 1 < size) {
      const right = load<u64>(heap + ((child + 1) << 3));
      if (right < best) {
        best = right;
        child++;
      }
    }
    if (best >= key) break;
    store<u64>(heap + (hole << 3), best);
    hole = child;
  }
  store<u64>(heap + (hole << 3), key);
}
