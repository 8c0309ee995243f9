// The rows of one band that look into a cell of another: gathered from their panels, they meet its items as in pairwise.ts.

import { offerOnce, rootScore } from './heap';
import { Band, negativeDistances, RUN } from './pairwise';
import { STEP, TILE, tile } from './tile';

/**
 * Scores `count` rows of `a` against the items `from .. to` of `b` and offers each side to the other, a row and an item
 * at most once however often they meet: they may do so from both sides.
 * @param list numbers of the rows in their band (uint32), `count` of them
 * @param panels room for the rows gathered, whole panels
 * @param norms the same for their squared norms, unless scores are inner products
 * @param scratch a TILE for every 4 rows
 */
export function meetCell(
  a: Band,
  list: usize,
  count: usize,
  b: Band,
  from: usize,
  to: usize,
  cols: usize,
  k: usize,
  panels: usize,
  norms: usize,
  scratch: usize,
): void {
  gather(a, list, count, cols, panels, norms);
  const panelBytes = cols * STEP;
  const groups = (count + 3) >> 2;
  const end = (to + 7) >> 3;
  for (let p = from >> 3; p < end; p++) {
    const items = b.panels + p * panelBytes;
    for (let d: usize = 0; d < cols; d += RUN) {
      const depth = min(RUN, cols - d);
      for (let g: usize = 0; g < groups; g++) {
        const rows = panels + (g >> 1) * panelBytes + ((g & 1) << 4);
        tile(rows + d * STEP, items + d * STEP, depth, scratch + g * TILE, d != 0);
      }
    }
    if (a.norms) negativeDistances(scratch, groups, norms, b.norms + p * STEP);
    const item = p << 3;
    let lanes: i32 = 0xff;
    const before = <i32>(from - item);
    const within = <i32>(to - item);
    if (before > 0) lanes &= 0xff << before;
    if (within < 8) lanes &= (1 << within) - 1;
    select(a, list, count, b, item, lanes, k, scratch);
  }
}

function gather(
  a: Band,
  list: usize,
  count: usize,
  cols: usize,
  panels: usize,
  norms: usize,
): void {
  for (let r: usize = 0; r < count; r++) {
    const row = <usize>load<u32>(list + (r << 2));
    let from = a.panels + (row >> 3) * cols * STEP + ((row & 7) << 2);
    let to = panels + (r >> 3) * cols * STEP + ((r & 7) << 2);
    const end = from + cols * STEP;
    for (; from < end; from += STEP, to += STEP) store<f32>(to, load<f32>(from));
    if (a.norms) store<f32>(norms + (r << 2), load<f32>(a.norms + (row << 2)));
  }
}

/** Offers the scores of the items in `lanes` of 8 to the rows and the rows to them, as `select` of pairwise.ts. */
function select(
  a: Band,
  list: usize,
  count: usize,
  b: Band,
  item: usize,
  lanes: i32,
  k: usize,
  scores: usize,
): void {
  const itemThresholds = b.thresholds + (item << 2);
  let c0 = v128.load(itemThresholds);
  let c1 = v128.load(itemThresholds, 16);
  for (let r: usize = 0; r < count; r++, scores += STEP) {
    const row = <usize>load<u32>(list + (r << 2));
    const s0 = v128.load(scores);
    const s1 = v128.load(scores, 16);
    const threshold = v128.load32_splat(a.thresholds + (row << 2));
    const row0 = f32x4.ge(s0, threshold);
    const row1 = f32x4.ge(s1, threshold);
    const item0 = f32x4.ge(s0, c0);
    const item1 = f32x4.ge(s1, c1);
    if (!v128.any_true(v128.or(v128.or(row0, row1), v128.or(item0, item1)))) continue;
    let mask = lanes & (i32x4.bitmask(row0) | (i32x4.bitmask(row1) << 4));
    for (; mask; mask &= mask - 1) {
      const lane = <usize>ctz(mask);
      offerTo(a, row, k, load<f32>(scores + (lane << 2)), b.first + <u32>(item + lane));
    }
    mask = lanes & (i32x4.bitmask(item0) | (i32x4.bitmask(item1) << 4));
    if (!mask) continue;
    for (; mask; mask &= mask - 1) {
      const lane = <usize>ctz(mask);
      offerTo(b, item + lane, k, load<f32>(scores + (lane << 2)), a.first + <u32>row);
    }
    c0 = v128.load(itemThresholds);
    c1 = v128.load(itemThresholds, 16);
  }
}

function offerTo(band: Band, row: usize, k: usize, score: f32, index: u32): void {
  const heap = band.heaps + ((row * k) << 3);
  if (index != band.first + <u32>row && offerOnce(heap, k, score, index)) {
    store<f32>(band.thresholds + (row << 2), rootScore(heap));
  }
}
