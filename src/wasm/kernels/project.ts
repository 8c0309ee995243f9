// Products of centred rows with axes, and their transpose, sums of rows by weights: float64 throughout.

import { addTile64, STEP64, TILE64 } from './tile64';

/** Products between two visits to the sums: a run of either operand stays in the nearest cache. */
const RUN: usize = 256;

/**
 * Subtracts the column means from `count` rows and interleaves the rows by 4; what the last 4 lack becomes zero.
 * @param rows count x cols float32
 * @param mean cols float64
 * @param panels ceil(count / 4) panels of cols x 4 float64
 */
export function packCentredRows(
  rows: usize,
  count: usize,
  cols: usize,
  mean: usize,
  panels: usize,
): void {
  for (let first: usize = 0; first < count; first += 4, panels += cols * STEP64) {
    for (let lane: usize = 0; lane < 4; lane++) {
      let to = panels + (lane << 3);
      const end = to + cols * STEP64;
      if (first + lane >= count) {
        for (; to < end; to += STEP64) store<f64>(to, 0);
        continue;
      }
      let from = rows + (((first + lane) * cols) << 2);
      for (let m = mean; to < end; to += STEP64, from += 4, m += 8) {
        store<f64>(to, <f64>load<f32>(from) - load<f64>(m));
      }
    }
  }
}

/**
 * Scores of the packed rows along the axes of panels `panelFrom .. panelTo`, to columns 4 panelFrom .. of `scores`.
 * @param axes panels of cols x 4 float64
 * @param scores count x dims float32
 * @param scratch TILE64 bytes for every 4 rows
 */
export function projectPanels(
  rows: usize,
  count: usize,
  cols: usize,
  axes: usize,
  dims: usize,
  panelFrom: usize,
  panelTo: usize,
  scores: usize,
  scratch: usize,
): void {
  const panelBytes = cols * STEP64;
  const groups = (count + 3) >> 2;
  for (let p = panelFrom; p < panelTo; p++) {
    memory.fill(scratch, 0, groups * TILE64);
    for (let d: usize = 0; d < cols; d += RUN) {
      const depth = min(RUN, cols - d);
      const b = axes + p * panelBytes + d * STEP64;
      for (let g: usize = 0; g < groups; g++) {
        addTile64(rows + g * panelBytes + d * STEP64, b, depth, scratch + g * TILE64);
      }
    }
    const width = min<usize>(4, dims - (p << 2));
    for (let r: usize = 0; r < count; r++) {
      const to = scores + ((r * dims + (p << 2)) << 2);
      const from = scratch + (r << 5);
      for (let c: usize = 0; c < width; c++) {
        store<f32>(to + (c << 2), <f32>load<f64>(from + (c << 3)));
      }
    }
  }
}

/**
 * Subtracts the column means from `count` rows and interleaves the columns by 4; columns past `cols` become zero.
 * @param panels ceil(cols / 4) panels of count x 4 float64
 */
export function packCentredColumns(
  rows: usize,
  count: usize,
  cols: usize,
  mean: usize,
  panels: usize,
): void {
  for (let column: usize = 0; column < cols; column += 4) {
    const width = min<usize>(4, cols - column);
    let from = rows + (column << 2);
    const m = mean + (column << 3);
    for (let r: usize = 0; r < count; r++, from += cols << 2, panels += STEP64) {
      for (let c: usize = 0; c < 4; c++) {
        const value = c < width ? <f64>load<f32>(from + (c << 2)) - load<f64>(m + (c << 3)) : 0;
        store<f64>(panels + (c << 3), value);
      }
    }
  }
}

/**
 * Adds the packed rows times their weights to the sums of column panels `panelFrom .. panelTo`.
 * @param weights weightPanels panels of count x 4 float64
 * @param sums for each column panel, weightPanels blocks of 4 weights x 4 columns, float64
 */
export function addWeighted(
  panels: usize,
  count: usize,
  weights: usize,
  weightPanels: usize,
  panelFrom: usize,
  panelTo: usize,
  sums: usize,
): void {
  const panelBytes = count * STEP64;
  for (let p = panelFrom; p < panelTo; p++) {
    const block = sums + p * weightPanels * TILE64;
    for (let w: usize = 0; w < weightPanels; w++) {
      addTile64(weights + w * panelBytes, panels + p * panelBytes, count, block + w * TILE64);
    }
  }
}
