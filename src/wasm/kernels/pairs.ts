// All pairs of rows of two bands: a block of values lives only until it is stored, counted or summed.

import { RUN } from './pairwise';
import { STEP, TILE, tile } from './tile';

/**
 * Values of `groups` blocks of 4 rows against the 8 items of one panel.
 * @param rows panels of the rows, `items` the one panel, both as `packRows` leaves them
 * @param rowNorms their squared norms, and those of the items (0: the values are inner products)
 * @param root whether the value is the distance, not its square
 * @param values groups x TILE bytes: row-major, 8 float32 a row
 */
export function pairValues(
  rows: usize,
  items: usize,
  cols: usize,
  groups: usize,
  rowNorms: usize,
  itemNorms: usize,
  root: bool,
  values: usize,
): void {
  for (let d: usize = 0; d < cols; d += RUN) {
    const depth = min(RUN, cols - d);
    for (let g: usize = 0; g < groups; g++) {
      const four = rows + (g >> 1) * cols * STEP + ((g & 1) << 4);
      tile(four + d * STEP, items + d * STEP, depth, values + g * TILE, d != 0);
    }
  }
  if (rowNorms) distances(values, groups, rowNorms, itemNorms, root);
}

/** max(0, |a|^2 + |b|^2 - 2 a.b) or its root, in place. */
function distances(
  values: usize,
  groups: usize,
  rowNorms: usize,
  itemNorms: usize,
  root: bool,
): void {
  const b0 = v128.load(itemNorms);
  const b1 = v128.load(itemNorms, 16);
  const zero = f32x4.splat(0);
  const end = rowNorms + (groups << 4);
  for (; rowNorms < end; rowNorms += 4, values += STEP) {
    const a = v128.load32_splat(rowNorms);
    const s0 = v128.load(values);
    const s1 = v128.load(values, 16);
    let d0 = f32x4.max(zero, f32x4.sub(f32x4.add(a, b0), f32x4.add(s0, s0)));
    let d1 = f32x4.max(zero, f32x4.sub(f32x4.add(a, b1), f32x4.add(s1, s1)));
    if (root) {
      d0 = f32x4.sqrt(d0);
      d1 = f32x4.sqrt(d1);
    }
    v128.store(values, d0);
    v128.store(values, d1, 16);
  }
}

/** Copies 8 values of each of `rows` rows into a matrix with `stride` bytes a row. */
export function storeValues(values: usize, rows: usize, to: usize, stride: usize): void {
  for (const end = values + rows * STEP; values < end; values += STEP, to += stride) {
    v128.store(to, v128.load(values));
    v128.store(to, v128.load(values, 16), 16);
  }
}

/**
 * Counts the values of the pairs (row, item) with row < item < itemEnd.
 * @param row index of the first of `rows` rows in the whole matrix, `item` that of the first item
 * @param counts bins + 3 uint64: the bins, then the values below and above them, then what is no pair or no number
 */
export function countValues(
  values: usize,
  rows: usize,
  row: i32,
  item: i32,
  itemEnd: i32,
  low: f32,
  high: f32,
  bins: i32,
  counts: usize,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const scale = f32x4.splat(<f32>bins / (high - low));
  const last = i32x4.splat(bins - 1);
  const below = i32x4.splat(bins);
  const above = i32x4.splat(bins + 1);
  const none = i32x4.splat(bins + 2);
  for (const end = row + <i32>rows; row < end; row++) {
    for (let lane = 0; lane < 8; lane += 4, values += 16) {
      const v = v128.load(values);
      const bin = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.sub(v, lows), scale));
      let slot = v128.bitselect(i32x4.min_s(bin, last), below, f32x4.ge(v, lows));
      slot = v128.bitselect(above, slot, f32x4.gt(v, highs));
      const counted = v128.and(pairsOf(row, item + lane, itemEnd), f32x4.eq(v, v));
      slot = v128.bitselect(slot, none, counted);
      increment(counts + (<usize>i32x4.extract_lane(slot, 0) << 3));
      increment(counts + (<usize>i32x4.extract_lane(slot, 1) << 3));
      increment(counts + (<usize>i32x4.extract_lane(slot, 2) << 3));
      increment(counts + (<usize>i32x4.extract_lane(slot, 3) << 3));
    }
  }
}

// @ts-ignore: decorator
@inline
function increment(count: usize): void {
  store<u64>(count, load<u64>(count) + 1);
}

/** Which of 4 items make a pair with the row: those after it that exist. */
// @ts-ignore: decorator
@inline
function pairsOf(row: i32, item: i32, itemEnd: i32): v128 {
  const items = i32x4.add(i32x4.splat(item), i32x4(0, 1, 2, 3));
  return v128.and(i32x4.gt_s(items, i32x4.splat(row)), i32x4.lt_s(items, i32x4.splat(itemEnd)));
}

/** Bytes of the sums of one row: values and squares, two float64 each that still have to be added. */
const ROW_SUMS: usize = 32;

/**
 * Adds the values of the pairs (row, item) with row < item < itemEnd and their squares to the sums of both.
 * @param rowSums ROW_SUMS bytes a row
 * @param itemSums 4 float64 sums of values and 4 of squares for items 0..3, the same for items 4..7
 * @param range 4 float32 the least of which is the least value, and 4 for the largest
 */
export function addValues(
  values: usize,
  rows: usize,
  row: i32,
  item: i32,
  itemEnd: i32,
  rowSums: usize,
  itemSums: usize,
  range: usize,
): void {
  addHalf(values, rows, row, item, itemEnd, rowSums, itemSums, range);
  addHalf(values + 16, rows, row, item + 4, itemEnd, rowSums, itemSums + 64, range);
}

/** One half of a panel, so that all sums of items stay in registers. */
function addHalf(
  values: usize,
  rows: usize,
  row: i32,
  item: i32,
  itemEnd: i32,
  rowSums: usize,
  itemSums: usize,
  range: usize,
): void {
  let s0 = v128.load(itemSums);
  let s1 = v128.load(itemSums, 16);
  let q0 = v128.load(itemSums, 32);
  let q1 = v128.load(itemSums, 48);
  let least = v128.load(range);
  let largest = v128.load(range, 16);
  for (const end = row + <i32>rows; row < end; row++, values += STEP, rowSums += ROW_SUMS) {
    const all = v128.load(values);
    const counted = pairsOf(row, item, itemEnd);
    least = f32x4.pmin(least, v128.bitselect(all, f32x4.splat(Infinity), counted));
    largest = f32x4.pmax(largest, v128.bitselect(all, f32x4.splat(-Infinity), counted));
    const v = v128.and(all, counted);
    const v0 = f64x2.promote_low_f32x4(v);
    const v1 = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    const w0 = f64x2.mul(v0, v0);
    const w1 = f64x2.mul(v1, v1);
    s0 = f64x2.add(s0, v0);
    s1 = f64x2.add(s1, v1);
    q0 = f64x2.add(q0, w0);
    q1 = f64x2.add(q1, w1);
    v128.store(rowSums, f64x2.add(v128.load(rowSums), f64x2.add(v0, v1)));
    v128.store(rowSums, f64x2.add(v128.load(rowSums, 16), f64x2.add(w0, w1)), 16);
  }
  v128.store(itemSums, s0);
  v128.store(itemSums, s1, 16);
  v128.store(itemSums, q0, 32);
  v128.store(itemSums, q1, 48);
  v128.store(range, least);
  v128.store(range, largest, 16);
}
