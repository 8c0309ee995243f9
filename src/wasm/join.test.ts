import { afterAll, describe, expect, it } from 'vitest';
import { integerRows } from '../math/integer-rows.ts';
import type { ItemLists, JoinStep, Kernels, PairKind } from '../math/kernels.ts';
import { createJoin } from '../math/neighbour-join.ts';
import { createRng } from '../math/rng.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const one = createWasmKernels(new InlineExecutor());
const three = createWasmKernels(createChannelPool(3));
afterAll(() => three.dispose());

/** `count` lists of 0 to 6 entries below `limit`, fresh or not. */
function randomLists(count: number, limit: number, seed: number): ItemLists {
  const rng = createRng(seed);
  const lists = Array.from({ length: count }, () =>
    Array.from({ length: limit ? rng.integer(7) : 0 }, () => rng.integer(2 * limit)),
  );
  const offsets = new Uint32Array(count + 1);
  lists.forEach((list, g) => (offsets[g + 1] = offsets[g]! + list.length));
  return { offsets, items: Uint32Array.from(lists.flat()) };
}

/** The lists with their entries in order: how they stand means nothing. */
const sorted = ({ places, k }: JoinStep): bigint[][] => {
  const keys = new BigUint64Array(places.buffer);
  return Array.from({ length: keys.length / k }, (_, r) =>
    [...keys.subarray(r * k, (r + 1) * k)].sort((a, b) => (a < b ? -1 : 1)),
  );
};

describe.each<PairKind>(['dot', 'sqeuclidean'])('join by %s', (kind) => {
  it.each([
    [1, 5, 1],
    [2, 8, 1],
    [7, 7, 3],
    [64, 9, 5],
    [300, 100, 20],
    [1025, 17, 4],
  ])('is the same bits as the reference at %i rows x %i, k = %i', async (rows, cols, k) => {
    const x = await integerRows(rowsOf(gaussian(rows, cols, 3)), kind, {});
    const steps = [1, 2].map((seed) => ({
      groupsOf: randomLists(rows, 9, seed),
      groups: randomLists(9, rows, seed + 5),
    }));
    const run = async (kernels: Kernels | null): Promise<bigint[][]> => {
      const ids = Uint32Array.from({ length: rows }, (_, i) => i);
      const state = { rows: ids, k, places: new Uint32Array(2 * rows * k) };
      const body = async (join: (step: JoinStep) => Promise<void>): Promise<void> => {
        for (const step of steps) await join({ ...state, ...step });
      };
      if (kernels) await kernels.withJoins!(x, kind, body, {});
      else await body(createJoin(x, kind));
      return sorted({ ...state, ...steps[0]! });
    };
    const expected = await run(null);
    expect(await run(one)).toEqual(expected);
    expect(await run(three)).toEqual(expected);
  });
});
