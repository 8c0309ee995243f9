import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clipRanges,
  combine,
  countItems,
  fromRuns,
  toItems,
  toRanges,
  toRuns,
} from './selection.ts';
import { workspaceSchema } from './workspace.ts';

const ROWS = 2000;
const itemSets = fc.uniqueArray(fc.nat(ROWS - 1), { maxLength: 200 });
const ascending = (items: Iterable<number>): number[] => [...items].sort((a, b) => a - b);

describe('ranges', () => {
  it('hold exactly the items, in the fewest valid ranges', () => {
    fc.assert(
      fc.property(itemSets, (items) => {
        const ranges = toRanges([...items, ...items]);
        expect([...toItems(ranges, ROWS)]).toEqual(ascending(items));
        expect(countItems(ranges)).toBe(items.length);
        expect(workspaceSchema.shape.selection.safeParse(ranges).success).toBe(true);
        for (let i = 1; i < ranges.length; i++) {
          expect(ranges[i]![0]).toBeGreaterThan(ranges[i - 1]![1] + 1);
        }
      }),
    );
  });

  it('never make more items than the data have, whatever a link claims', () => {
    expect([...toItems([[2, Number.MAX_SAFE_INTEGER]], 5)]).toEqual([2, 3, 4]);
    expect(toItems([[7, 9]], 5)).toHaveLength(0);
    const inside: [number, number][] = [[0, 4]];
    expect(clipRanges(inside, 5)).toBe(inside);
  });

  it('survive as runs', () => {
    fc.assert(
      fc.property(itemSets, (items) => {
        const ranges = toRanges(items);
        expect(fromRuns(toRuns(ranges))).toEqual(ranges);
      }),
    );
    expect(
      toRuns([
        [0, 0],
        [3, 9],
      ]),
    ).toEqual([0, 1, 2, 7]);
  });

  it('from runs that nothing writes are refused by the schema', () => {
    for (const runs of [[1], [1, 0], [5, -2], [-1, 3], [0.5, 1], [3, 2, -2, 1]]) {
      const checked = workspaceSchema.shape.selection.safeParse(fromRuns(runs));
      expect(checked.success, JSON.stringify(runs)).toBe(false);
    }
  });
});

describe('combine', () => {
  it('is replacement, union and difference of sets', () => {
    fc.assert(
      fc.property(itemSets, itemSets, (a, b) => {
        const [left, right] = [a, b].map((items) => Uint32Array.from(ascending(items)));
        const inB = new Set(b);
        expect([...combine(left!, right!, 'replace')]).toEqual(ascending(b));
        expect([...combine(left!, right!, 'add')]).toEqual(ascending(new Set([...a, ...b])));
        expect([...combine(left!, right!, 'remove')]).toEqual(
          ascending(a.filter((item) => !inB.has(item))),
        );
      }),
    );
  });
});
