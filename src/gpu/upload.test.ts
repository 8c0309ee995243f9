import { expect, test } from 'vitest';
import { paddedRows, rowBytes } from './upload.ts';

test('rows are padded with zeros to whole vec4s', () => {
  const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), rows: 3, cols: 3 };
  expect([...paddedRows(x, 1, 2)]).toEqual([4, 5, 6, 0, 7, 8, 9, 0]);
  expect([1, 4, 5, 768].map((cols) => rowBytes(cols))).toEqual([16, 16, 32, 3072]);
});

test('rows of whole vec4s stay as they are', () => {
  const x = { data: Float32Array.from({ length: 12 }, (_, i) => i), rows: 3, cols: 4 };
  const rows = paddedRows(x, 1, 1);
  expect([...rows]).toEqual([4, 5, 6, 7]);
});
