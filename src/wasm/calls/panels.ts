/** Rows (or columns) that stand side by side in a panel of float64: see kernels/tile64.ts. */
export const LANES = 4;

/**
 * Interleaves rows by 4 for the float64 tile: panel p holds, step by step, the values of rows 4p .. 4p + 3 in turn;
 * missing rows are zero.
 * @param at value of step `step` in row `row`
 */
export function packPanels(
  rows: number,
  steps: number,
  at: (row: number, step: number) => number,
): Float64Array<ArrayBuffer> {
  const panels = new Float64Array(Math.ceil(rows / LANES) * LANES * steps);
  for (let row = 0; row < rows; row++) {
    const start = (row - (row % LANES)) * steps + (row % LANES);
    for (let step = 0; step < steps; step++) panels[start + step * LANES] = at(row, step);
  }
  return panels;
}
