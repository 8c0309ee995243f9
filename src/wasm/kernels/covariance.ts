// Sums of products of centred columns: float32 within a short run of rows, float64 between runs.
// The sums lie in 4 x 8 blocks of the upper triangle: panel p of 8 columns holds row groups 0 .. 2p + 1 of 4 columns,
// block (p, g) is number p (p + 1) + g.

import { STEP, tile } from './tile';

/** Bytes of one 4 x 8 block of float64 sums. */
const BLOCK: usize = 256;

/**
 * Subtracts the column means (float64) from `count` rows and interleaves the columns by 8; columns past `cols` become zero.
 * @param rows count x cols float32
 * @param panels ceil(cols / 8) panels of count x 8 float32
 */
export function packCentred(
  rows: usize,
  count: usize,
  cols: usize,
  mean: usize,
  panels: usize,
): void {
  for (let column: usize = 0; column < cols; column += 8) {
    const width = min<usize>(8, cols - column);
    let from = rows + (column << 2);
    const m = mean + (column << 3);
    for (let r: usize = 0; r < count; r++, from += cols << 2, panels += STEP) {
      if (width == 8) {
        v128.store(panels, centred(from, m));
        v128.store(panels, centred(from + 16, m + 32), 16);
        continue;
      }
      for (let c: usize = 0; c < 8; c++) {
        const value = c < width ? <f64>load<f32>(from + (c << 2)) - load<f64>(m + (c << 3)) : 0;
        store<f32>(panels + (c << 2), <f32>value);
      }
    }
  }
}

function centred(from: usize, mean: usize): v128 {
  const low = f64x2.promote_low_f32x4(v128.load64_zero(from));
  const high = f64x2.promote_low_f32x4(v128.load64_zero(from, 8));
  const low32 = f32x4.demote_f64x2_zero(f64x2.sub(low, v128.load(mean)));
  const high32 = f32x4.demote_f64x2_zero(f64x2.sub(high, v128.load(mean, 16)));
  return v128.shuffle<f32>(low32, high32, 0, 1, 4, 5);
}

/**
 * Adds the products of one packed run to the sums of column panels `panelFrom .. panelTo`.
 * @param count rows in the run
 * @param scratch 128 bytes
 */
export function addProducts(
  panels: usize,
  count: usize,
  panelFrom: usize,
  panelTo: usize,
  sums: usize,
  scratch: usize,
): void {
  const panelBytes = count * STEP;
  for (let p = panelFrom; p < panelTo; p++) {
    let block = sums + p * (p + 1) * BLOCK;
    const b = panels + p * panelBytes;
    for (let g: usize = 0; g < 2 * p + 2; g++, block += BLOCK) {
      tile(panels + (g >> 1) * panelBytes + ((g & 1) << 4), b, count, scratch, false);
      for (let i: usize = 0; i < 128; i += 8) {
        const sum = block + 2 * i;
        const products = f64x2.promote_low_f32x4(v128.load64_zero(scratch + i));
        v128.store(sum, f64x2.add(v128.load(sum), products));
      }
    }
  }
}
