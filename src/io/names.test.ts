import { expect, test } from 'vitest';
import { fileNames, inNaturalOrder } from './names.ts';

test('files of a drop get names that all differ', () => {
  const files = [
    { name: 'x.npy', path: 'a/x.npy' },
    { name: 'x.npy', path: 'b/x.npy' },
    { name: 'y.npy', path: 'b/y.npy' },
    { name: 'z.csv' },
    { name: 'z.csv' },
  ];
  expect(fileNames(files)).toEqual(['a/x.npy', 'b/x.npy', 'y.npy', 'z.csv', 'z (2).csv']);
});

test('numbers in names count as numbers', () => {
  const names = ['layer_10.npy', 'layer_9.npy', 'layer_1.npy'];
  expect(names.sort(inNaturalOrder)).toEqual(['layer_1.npy', 'layer_9.npy', 'layer_10.npy']);
});
