// All pairs of rows of two bands, each row keeping its k best: blocks of scores live only until they are offered to the
// heaps, of the row and of the item alike, for the score of a pair is the same bits seen from either side.

import { offer, rootScore, sortBestFirst } from './heap';
import { addProduct, STEP, TILE, tile } from './tile';

/** float32 sums run over at most this many products, then join the total: keeps L1 warm and the rounding small. */
export const RUN: usize = 256;

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
        run0 = addProduct(run0, b0, b0);
        run1 = addProduct(run1, b1, b1);
      }
      n0 = d ? f32x4.add(n0, run0) : run0;
      n1 = d ? f32x4.add(n1, run1) : run1;
    }
    v128.store(norms, n0);
    v128.store(norms, n1, 16);
  }
}

/** A run of neighbouring rows in memory. The host writes it: six 32-bit words in this order. */
@unmanaged
export class Band {
  /** Index of the first row in the whole matrix, and number of rows. */
  first: u32;
  count: u32;
  /** The rows as `packRows` leaves them, and their squared norms (0: scores are inner products). */
  panels: usize;
  norms: usize;
  /** For each row k places of 8 bytes, and the score that a newcomer must reach (float32, a whole number of panels). */
  heaps: usize;
  thresholds: usize;
}

/** Reads the thresholds of a band off its heaps. */
export function readThresholds(band: Band, k: usize): void {
  for (let r: usize = 0; r < band.count; r++) {
    store<f32>(band.thresholds + (r << 2), rootScore(band.heaps + ((r * k) << 3)));
  }
}

/**
 * Scores `groups` blocks of 4 rows of `a` against the items of panels `panelFrom .. panelTo` of `b` and offers each item
 * to its row; with `both` each row to its item as well.
 * A score is the inner product, or minus the squared distance: larger is nearer.
 * @param scratch groups x TILE bytes
 */
export function scanPanels(
  a: Band,
  b: Band,
  cols: usize,
  k: usize,
  groupFrom: usize,
  groups: usize,
  panelFrom: usize,
  panelTo: usize,
  both: bool,
  scratch: usize,
): void {
  const panelBytes = cols * STEP;
  for (let p = panelFrom; p < panelTo; p++) {
    const items = b.panels + p * panelBytes;
    for (let d: usize = 0; d < cols; d += RUN) {
      const depth = min(RUN, cols - d);
      for (let g: usize = 0; g < groups; g++) {
        const half = groupFrom + g;
        const rows = a.panels + (half >> 1) * panelBytes + ((half & 1) << 4);
        tile(rows + d * STEP, items + d * STEP, depth, scratch + g * TILE, d != 0);
      }
    }
    if (a.norms) negativeDistances(scratch, groups, a.norms + (groupFrom << 4), b.norms + p * STEP);
    select(a, b, k, groupFrom << 2, groups << 2, p << 3, both, scratch);
  }
}

/** score = -max(0, |a|^2 + |b|^2 - 2 a.b), in place. */
export function negativeDistances(
  scores: usize,
  groups: usize,
  rowNorms: usize,
  itemNorms: usize,
): void {
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

/** Offers the scores of 8 items to each of `rows` rows, most of which fail one vector comparison with the thresholds. */
function select(
  a: Band,
  b: Band,
  k: usize,
  rowFrom: usize,
  rows: usize,
  item: usize,
  both: bool,
  scores: usize,
): void {
  const end = min(rowFrom + rows, <usize>a.count);
  const items: i32 = <usize>b.count - item < 8 ? (1 << (<i32>b.count - <i32>item)) - 1 : 0xff;
  const itemThresholds = b.thresholds + (item << 2);
  const never = f32x4.splat(NaN);
  let c0 = both ? v128.load(itemThresholds) : never;
  let c1 = both ? v128.load(itemThresholds, 16) : never;
  for (let r = rowFrom; r < end; r++, scores += STEP) {
    const s0 = v128.load(scores);
    const s1 = v128.load(scores, 16);
    const threshold = v128.load32_splat(a.thresholds + (r << 2));
    const row0 = f32x4.ge(s0, threshold);
    const row1 = f32x4.ge(s1, threshold);
    const item0 = f32x4.ge(s0, c0);
    const item1 = f32x4.ge(s1, c1);
    if (!v128.any_true(v128.or(v128.or(row0, row1), v128.or(item0, item1)))) continue;
    let mask = items & (i32x4.bitmask(row0) | (i32x4.bitmask(row1) << 4));
    for (; mask; mask &= mask - 1) {
      const lane = <usize>ctz(mask);
      offerTo(a, r, k, load<f32>(scores + (lane << 2)), b.first + <u32>(item + lane));
    }
    mask = items & (i32x4.bitmask(item0) | (i32x4.bitmask(item1) << 4));
    if (!mask) continue;
    for (; mask; mask &= mask - 1) {
      const lane = <usize>ctz(mask);
      offerTo(b, item + lane, k, load<f32>(scores + (lane << 2)), a.first + <u32>r);
    }
    c0 = v128.load(itemThresholds);
    c1 = v128.load(itemThresholds, 16);
  }
}

function offerTo(band: Band, row: usize, k: usize, score: f32, index: u32): void {
  const heap = band.heaps + ((row * k) << 3);
  if (index != band.first + <u32>row && offer(heap, k, score, index)) {
    store<f32>(band.thresholds + (row << 2), rootScore(heap));
  }
}

/**
 * Sorts the heaps of `rows` rows and writes rows x k indices and values (inner products, or squared distances when
 * `distances`). A place that no item took (scores that are no numbers, or minus infinity) holds index 0xffffffff.
 */
export function sortHeaps(
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
