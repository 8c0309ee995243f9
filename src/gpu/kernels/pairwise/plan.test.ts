import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridFor } from '../../dispatch.ts';
import { colsFor, pieceLength, planTopk, rowsFor } from './plan.ts';
import { TILE } from './scores.wgsl.ts';

const LIMITS = {
  maxBindingBytes: 128 * 2 ** 20,
  maxBufferBytes: 256 * 2 ** 20,
  maxGroupsPerDimension: 65535,
};

test('a matrix beyond the binding limit is spread over shards', () => {
  const plan = planTopk({ rows: 100_000, rowBytes: 768 * 4, k: 31 }, LIMITS);
  expect(plan).toMatchObject({ shardRows: 43690, blockRows: 1024, blockPairs: 4 * 2 ** 20 });
});

test('long lists make lower blocks', () => {
  const { blockRows } = planTopk({ rows: 100_000, rowBytes: 16, k: 99_999 }, LIMITS);
  expect(blockRows * 99_999 * 4).toBeLessThanOrEqual(LIMITS.maxBindingBytes);
  expect(blockRows).toBeGreaterThan(300);
});

test('what cannot be cut further is refused', () => {
  const tiny = { ...LIMITS, maxBindingBytes: 1024 };
  const refused = expect.objectContaining({ code: 'E_GPU_LIMIT' });
  expect(() => planTopk({ rows: 10, rowBytes: 2048, k: 1 }, tiny)).toThrow(refused);
  expect(() => planTopk({ rows: 1000, rowBytes: 16, k: 999 }, tiny)).toThrow(refused);
});

test('blocks keep to every limit and together cover every pair once', () => {
  const cases = fc.record({
    rows: fc.integer({ min: 2, max: 1000 }),
    rowBytes: fc.integer({ min: 1, max: 40 }).map((vec4s) => 16 * vec4s),
    k: fc.integer({ min: 1, max: 60 }),
    pairs: fc.integer({ min: 1, max: 1e7 }),
    maxBindingBytes: fc.integer({ min: 640, max: 1e6 }),
    maxGroupsPerDimension: fc.integer({ min: 2, max: 20 }),
  });
  fc.assert(
    fc.property(cases, ({ rows, rowBytes, k, pairs, ...limits }) => {
      const plan = planTopk({ rows, rowBytes, k }, { ...LIMITS, ...limits });
      expect(plan.shardRows * rowBytes).toBeLessThanOrEqual(limits.maxBindingBytes);
      const most = rowsFor(plan, pairs);
      const shape = { rows: most, cols: colsFor(plan, most, pairs) };
      expect(shape.rows).toBeGreaterThanOrEqual(1);
      expect(shape.cols).toBeGreaterThanOrEqual(1);
      expect(shape.rows * shape.cols * 4).toBeLessThanOrEqual(limits.maxBindingBytes);
      expect(shape.rows * k * 4).toBeLessThanOrEqual(limits.maxBindingBytes);
      const tiles = Math.ceil(shape.rows / TILE) * Math.ceil(shape.cols / TILE);
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
