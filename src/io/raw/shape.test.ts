import { expect, test } from 'vitest';
import { shapesIn } from './shape.ts';

test.each([
  ['vectors_3x4', 12, [3, 4]],
  ['vectors-3X4-final', 12, [3, 4]],
  ['word2vec_3_4d_tensors', 12, [3, 4]],
  ['v2_3x4', 12, [3, 4]],
  ['glove.4d', 12, [3, 4]],
  ['glove_6B_4d', 12, [3, 4]],
  // The first that fits: 2x2 is a version of something here.
  ['grid2x2_3x4', 12, [3, 4]],
])('%s with %d numbers', (name, count, [rows, cols]) =>
  expect(shapesIn(name, count).fitting).toEqual({ rows, cols }),
);

test('a shape that does not fit is said, none is none', () => {
  expect(shapesIn('vectors_3x5', 12)).toEqual({ fitting: null, said: { rows: 3, cols: 5 } });
  for (const name of ['tensors', 'layer_12', '2024-11-21', '3dmodel', 'sha256', '0x12', '12x0'])
    expect(shapesIn(name, 12)).toEqual({ fitting: null, said: null });
});
