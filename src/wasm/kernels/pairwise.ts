// All pairs of rows, each row keeping its k best: blocks of scores live only until they are offered to the heaps.

import { offer, rootScore, sortBestFirst } from './heap';
import { STEP, TILE, tile } from './tile';

/** float32 sums run over at most this many products, then join the total: keeps L1 warm and the rounding small. */
const RUN: usize = 256;

/**
 * Interleaves `count` row-major rows into panels of 8; missing rows of the last panel become zero.
 * @param rows count x cols float32
 * @param panels start of the panel that receives the first row
 */
export function packRows(rows: usize, count: usize, cols: usize, panels: usize): void {
  for (let first: usize = 0; first < count; first += 8) {
    for (let lane: usize = 0; lane < 8; lane++) {
      let to = panels + (lane << 2);
      if (first + lane < count) {
        let from = rows + (((first + lane) * cols) << 2);
        const end = from + (cols << 2);
        for (; from < end; from += 4, to += STEP) store<f32>(to, load<f32>(from));
      } else {
        for (let d: usize = 0; d < cols; d++, to += STEP) store<f32>(to, 0);
      }
    }
    panels += cols * STEP;
  }
}

/** Squared norms of `count` panels (8 float32 each), summed in the same order as `tile` sums products. */
export function panelNorms(panels: usize, count: usize, cols: usize, norms: usize): void {
  for (let p: usize = 0; p < count; p++, norms += STEP) {
    let n0 = f32x4.splat(0);
    let n1 = f32x4.splat(0);
    for (let d: usize = 0; d < cols; d += RUN) {
      let run0 = f32x4.splat(0);
      let run1 = f32x4.splat(0);
      const end = panels + min(RUN, cols - d) * STEP;
      for (; panels < end; panels += STEP) {
        const b0 = v128.load(panels);
        const b1 = v128.load(panels, 16);
        run0 = f32x4.add(run0, f32x4.mul(b0, b0));
        run1 = f32x4.add(run1, f32x4.mul(b1, b1));
      }
      n0 = d ? f32x4.add(n0, run0) : run0;
      n1 = d ? f32x4.add(n1, run1) : run1;
    }
    v128.store(norms, n0);
    v128.store(norms, n1, 16);
  }
}

/** Empties the heaps of a block of rows. `thresholds` holds 4 x groups float32: rows past `rows` never accept. */
export function beginBlock(
  heaps: usize,
  k: usize,
  thresholds: usize,
  rows: usize,
  groups: usize,
): void {
  memory.fill(heaps, 0, (rows * k) << 3);
  for (let r: usize = 0; r < groups * 4; r++) {
    store<f32>(thresholds + (r << 2), r < rows ? -Infinity : Infinity);
  }
}

/**
 * Scores rows `from .. from + 4 groups` against the items of panels `panelFrom .. panelTo` and offers them to the heaps.
 * A score is the inner product, or minus the squared distance when `norms` is given (not 0): larger is nearer.
 * @param panels all rows packed
 * @param n number of items; `from` is a multiple of 4
 * @param scratch groups x TILE bytes
 */
export function scanPanels(
  panels: usize,
  n: u32,
  cols: usize,
  norms: usize,
  from: u32,
  groups: usize,
  panelFrom: u32,
  panelTo: u32,
  heaps: usize,
  k: usize,
  thresholds: usize,
  scratch: usize,
): void {
  const panelBytes = cols * STEP;
  const rows = panels + <usize>(from >> 3) * panelBytes;
  const odd: usize = (from >> 2) & 1;
  for (let p = panelFrom; p < panelTo; p++) {
    const items = panels + <usize>p * panelBytes;
    for (let d: usize = 0; d < cols; d += RUN) {
      const depth = min(RUN, cols - d);
      for (let g: usize = 0; g < groups; g++) {
        const half = g + odd;
        const a = rows + (half >> 1) * panelBytes + ((half & 1) << 4);
        tile(a + d * STEP, items + d * STEP, depth, scratch + g * TILE, d != 0);
      }
    }
    if (norms)
      negativeDistances(scratch, groups, norms + ((<usize>from) << 2), norms + <usize>p * STEP);
    select(scratch, groups, from, p << 3, n, heaps, k, thresholds);
  }
}

/** score = -max(0, |a|^2 + |b|^2 - 2 a.b), in place. */
function negativeDistances(scores: usize, groups: usize, rowNorms: usize, itemNorms: usize): void {
  const b0 = v128.load(itemNorms);
  const b1 = v128.load(itemNorms, 16);
  const zero = f32x4.splat(0);
  const end = rowNorms + (groups << 4);
  for (; rowNorms < end; rowNorms += 4, scores += STEP) {
    const a = v128.load32_splat(rowNorms);
    const s0 = v128.load(scores);
    const s1 = v128.load(scores, 16);
    const d0 = f32x4.sub(f32x4.add(a, b0), f32x4.add(s0, s0));
    const d1 = f32x4.sub(f32x4.add(a, b1), f32x4.add(s1, s1));
    v128.store(scores, f32x4.neg(f32x4.max(zero, d0)));
    v128.store(scores, f32x4.neg(f32x4.max(zero, d1)), 16);
  }
}

/** Offers 8 scores a row, most of which fail one vector comparison with the row's threshold. */
function select(
  scores: usize,
  groups: usize,
  from: u32,
  item: u32,
  n: u32,
  heaps: usize,
  k: usize,
  thresholds: usize,
): void {
  const rows = groups << 2;
  for (let r: usize = 0; r < rows; r++, scores += STEP, thresholds += 4) {
    const threshold = v128.load32_splat(thresholds);
    const over0 = f32x4.gt(v128.load(scores), threshold);
    const over1 = f32x4.gt(v128.load(scores, 16), threshold);
    if (!v128.any_true(v128.or(over0, over1))) continue;
    let mask = i32x4.bitmask(over0) | (i32x4.bitmask(over1) << 4);
    const heap = heaps + ((r * k) << 3);
    while (mask) {
      const lane = <u32>ctz(mask);
      mask &= mask - 1;
      const j = item + lane;
      const score = load<f32>(scores + ((<usize>lane) << 2));
      // Items come in rising order: an equal score has the larger index and loses, so the test is strict.
      if (j >= n || j == from + <u32>r || !(score > load<f32>(thresholds))) continue;
      offer(heap, k, score, j);
      store<f32>(thresholds, rootScore(heap));
    }
  }
}

/**
 * Sorts the heaps of a block and writes rows x k indices and values (inner products, or squared distances when `distances`).
 * A place that no item took (its score was not a number) holds index 0xffffffff.
 */
export function finishBlock(
  heaps: usize,
  k: usize,
  rows: usize,
  indices: usize,
  values: usize,
  distances: bool,
): void {
  for (let r: usize = 0; r < rows; r++) {
    sortBestFirst(heaps, k, indices, values, distances);
    heaps += k << 3;
    indices += k << 2;
    values += k << 2;
  }
}
