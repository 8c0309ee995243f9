import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridFor } from '../../dispatch.ts';
import { colsFor, pieceLength, planPairs, rowsFor } from './plan.ts';
import { SCORE_VARIANTS, tileOf } from './variants.ts';

const TILE = tileOf(SCORE_VARIANTS[0]!);

const LIMITS = {
  maxBindingBytes: 128 * 2 ** 20,
  maxBufferBytes: 256 * 2 ** 20,
  maxGroupsPerDimension: 65535,
};

test('a matrix beyond the binding limit is spread over shards', () => {
  const plan = planPairs({ rows: 100_000, rowBytes: 768 * 4, k: 31 }, LIMITS, TILE);
  expect(plan).toMatchObject({ shardRows: 43690, blockRows: 1024, blockPairs: 4 * 2 ** 20 });
});

test('long lists make lower blocks', () => {
  const { blockRows } = planPairs({ rows: 100_000, rowBytes: 16, k: 99_999 }, LIMITS, TILE);
  expect(blockRows * 99_999 * 4).toBeLessThanOrEqual(LIMITS.maxBindingBytes);
  expect(blockRows).toBeGreaterThan(300);
});

test('what cannot be cut further is refused', () => {
  const tiny = { ...LIMITS, maxBindingBytes: 1024 };
  const refused = expect.objectContaining({ code: 'E_GPU_LIMIT' });
  expect(() => planPairs({ rows: 10, rowBytes: 2048, k: 1 }, tiny, TILE)).toThrow(refused);
  expect(() => planPairs({ rows: 1000, rowBytes: 16, k: 999 }, tiny, TILE)).toThrow(refused);
});

test('blocks keep to every limit and together cover every pair once', () => {
  const cases = fc.record({
    rows: fc.integer({ min: 2, max: 1000 }),
    rowBytes: fc.integer({ min: 1, max: 40 }).map((vec4s) => 16 * vec4s),
    k: fc.integer({ min: 0, max: 60 }),
    tile: fc.constantFrom(...SCORE_VARIANTS.map(tileOf)),
    pairs: fc.integer({ min: 1, max: 1e7 }),
    maxBindingBytes: fc.integer({ min: 640, max: 1e6 }),
    maxGroupsPerDimension: fc.integer({ min: 2, max: 20 }),
  });
  fc.assert(
    fc.property(cases, ({ rows, rowBytes, k, tile, pairs, ...limits }) => {
      const plan = planPairs({ rows, rowBytes, k }, { ...LIMITS, ...limits }, tile);
      expect(plan.shardRows * rowBytes).toBeLessThanOrEqual(limits.maxBindingBytes);
      const most = rowsFor(plan, pairs);
      const shape = { rows: most, cols: colsFor(plan, most, pairs) };
      expect(shape.rows).toBeGreaterThanOrEqual(1);
      expect(shape.cols).toBeGreaterThanOrEqual(1);
      expect(shape.rows * shape.cols * 4).toBeLessThanOrEqual(limits.maxBindingBytes);
      expect(shape.rows * k * 4).toBeLessThanOrEqual(limits.maxBindingBytes);
      const tiles = Math.ceil(shape.rows / tile.rows) * Math.ceil(shape.cols / tile.cols);
      expect(() => gridFor(tiles, limits.maxGroupsPerDimension)).not.toThrow();
      expect(() => gridFor(shape.rows, limits.maxGroupsPerDimension)).not.toThrow();

      for (let first = 0; first < rows;) {
        const length = pieceLength(first, rows, shape.rows, plan.shardRows);
        expect(length).toBeGreaterThanOrEqual(1);
        const last = first + length - 1;
        expect(Math.floor(first / plan.shardRows)).toBe(Math.floor(last / plan.shardRows));
        first += length;
        expect(first).toBeLessThanOrEqual(rows);
      }
    }),
  );
});
