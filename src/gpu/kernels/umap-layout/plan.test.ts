import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayoutGraph } from '../../../math/kernels.ts';
import { nextPieces, shardEdges, type Cursor } from './plan.ts';

const LIMITS = { maxBindingBytes: 4096, maxBufferBytes: 8192, maxGroupsPerDimension: 65535 };

/** Only the row lengths matter here. */
function graphOf(degrees: readonly number[]): LayoutGraph {
  const offsets = Uint32Array.from({ length: degrees.length + 1 }, (_, i) =>
    degrees.slice(0, i).reduce((a, b) => a + b, 0),
  );
  const edges = offsets.at(-1)!;
  const targets = new Uint32Array(edges);
  return { n: degrees.length, offsets, targets, rates: new Float32Array(edges) };
}

test('one shard where everything fits, more where it does not', () => {
  const graph = graphOf([10, 20, 30, 0]);
  expect(shardEdges(graph, 2, LIMITS)).toEqual([
    { firstItem: 0, endItem: 4, firstEdge: 0, endEdge: 60 },
  ]);
  expect(shardEdges(graph, 2, { ...LIMITS, maxBindingBytes: 140 })).toEqual([
    { firstItem: 0, endItem: 2, firstEdge: 0, endEdge: 30 },
    { firstItem: 2, endItem: 4, firstEdge: 30, endEdge: 60 },
  ]);
});

test('what cannot be cut is refused', () => {
  const refused = expect.objectContaining({ code: 'E_GPU_LIMIT' });
  expect(() => shardEdges(graphOf([50]), 2, { ...LIMITS, maxBindingBytes: 100 })).toThrow(refused);
  expect(() => shardEdges(graphOf(Array(300).fill(1)), 3, LIMITS)).toThrow(refused);
});

test('submits go through every item of every epoch once, in order', () => {
  const cases = fc.record({
    degrees: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }),
    epochs: fc.integer({ min: 1, max: 6 }),
    items: fc.integer({ min: 1, max: 200 }),
    mostPieces: fc.integer({ min: 1, max: 5 }),
    maxBindingBytes: fc.integer({ min: 400, max: 600 }),
  });
  fc.assert(
    fc.property(cases, ({ degrees, epochs, items, mostPieces, maxBindingBytes }) => {
      const shards = shardEdges(graphOf(degrees), 2, { ...LIMITS, maxBindingBytes });
      const seen: number[] = [];
      for (let cursor: Cursor = { epoch: 0, item: 0 }; cursor.epoch < epochs;) {
        const next = nextPieces(cursor, epochs, shards, items, mostPieces);
        expect(next.pieces.length).toBeGreaterThan(0);
        expect(next.pieces.length).toBeLessThanOrEqual(mostPieces);
        for (const { epoch, shard, first, count } of next.pieces) {
          expect(first).toBeGreaterThanOrEqual(shards[shard]!.firstItem);
          expect(first + count).toBeLessThanOrEqual(shards[shard]!.endItem);
          for (let i = first; i < first + count; i++) seen.push(epoch * degrees.length + i);
        }
        cursor = next.cursor;
      }
      expect(seen).toEqual(Array.from({ length: epochs * degrees.length }, (_, i) => i));
    }),
  );
});
