import { describe, expect, it } from 'vitest';
import type { Rows } from './kernels.ts';
import { rowsOf, shiftedRows, unitRows } from './rows.ts';
import { gaussian } from './testing/random.ts';

const x = gaussian(9, 5, 2);

const all = (rows: Rows): Float32Array => {
  const out = new Float32Array(rows.rows * rows.cols);
  rows.read(0, rows.rows, out);
  return out;
};

describe.each<[string, Rows]>([
  ['as they are', rowsOf(x)],
  ['of length 1', unitRows(x, Uint32Array.of(8, 2, 5), new Float64Array(9).fill(2))],
  ['shifted', shiftedRows(x, new Float64Array(5).fill(1), 0.5)],
])('rows %s', (_, rows) => {
  it('are the same read one by one, all at once, or not at all', () => {
    const whole = all(rows);
    const out = new Float32Array(rows.cols).fill(7);
    rows.read(1, 1, out);
    expect(out).toEqual(new Float32Array(rows.cols).fill(7));
    for (let i = 0; i < rows.rows; i++) {
      rows.read(i, i + 1, out);
      expect(out).toEqual(whole.slice(i * rows.cols, (i + 1) * rows.cols));
    }
  });
});

it('unit rows have length 1, and with their means taken off sum 0', () => {
  const items = Uint32Array.from({ length: 9 }, (_, i) => i);
  const means = new Float64Array(9);
  const norms = new Float64Array(9);
  for (let i = 0; i < 9; i++) {
    const row = x.data.subarray(i * 5, i * 5 + 5);
    means[i] = row.reduce((sum, v) => sum + v, 0) / 5;
    norms[i] = Math.hypot(...row.map((v) => v - means[i]!));
  }
  const unit = all(unitRows(x, items, norms, means));
  for (let i = 0; i < 9; i++) {
    const row = unit.subarray(i * 5, i * 5 + 5);
    // Five values rounded to float32.
    expect(Math.hypot(...row)).toBeCloseTo(1, 6);
    expect(row.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 6);
  }
});

it('shifted rows lose the shift and are scaled', () => {
  const rows = all(shiftedRows(x, Float64Array.of(1, 2, 3, 4, 5), 4));
  expect(rows[5 + 2]).toBe(Math.fround((x.data[5 + 2]! - 3) * 4));
});
