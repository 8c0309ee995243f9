import { expect, it } from 'vitest';
import type { SpaceInfo } from '../data/dataset.ts';
import { inputOf } from './input-of.ts';

const space: SpaceInfo = {
  key: 'k',
  name: 'layer',
  rows: 8,
  cols: 3,
  dtype: 'float32',
  source: { name: 'layer.npy', bytes: 224, sha256: 'ab' },
};

it('says rows, columns and hash, and of the rows only what is not as in the file', () => {
  expect(inputOf(space)).toEqual({ name: 'layer', n: 8, d: 3, sha256: 'ab' });
  expect(inputOf({ ...space, rowsOf: 10, reordered: true })).toEqual({
    name: 'layer',
    n: 8,
    d: 3,
    sha256: 'ab',
    rowsOf: 10,
    reordered: true,
  });
});
