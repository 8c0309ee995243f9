import { afterAll, describe, expect, it } from 'vitest';
import type { CandidateBlock, CellKernels, Cells, Matrix, PairKind } from '../math/kernels.ts';
import { referenceCells } from '../math/reference-cells.ts';
import { createRng } from '../math/rng.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const one = createWasmKernels(new InlineExecutor());
const three = createWasmKernels(createChannelPool(3));
afterAll(() => three.dispose());

const KINDS: readonly PairKind[] = ['dot', 'sqeuclidean'];

/** Whole numbers: every product and sum is exact, so that ties are ties and lists the same bits. */
function integers(rows: number, cols: number, seed: number): Matrix {
  const { data } = gaussian(rows, cols, seed);
  return { data: data.map((value) => Math.round(3 * value)), rows, cols };
}

/** Cells with random bounds, empty ones among them, and for every row as many different ones as asked for. */
function randomCells(rows: number, cells: number, count: number): Cells {
  const rng = createRng(rows);
  const bounds = Uint32Array.from({ length: cells - 1 }, () => rng.integer(rows + 1)).sort();
  const probes = Uint16Array.from({ length: rows * count });
  for (let i = 0; i < rows; i++) {
    const left = Array.from({ length: cells }, (_, c) => c);
    for (let p = 0; p < count; p++)
      probes[i * count + p] = left.splice(rng.integer(left.length), 1)[0]!;
  }
  return { offsets: Uint32Array.from([0, ...bounds, rows]), probes, count };
}

/** All blocks of a search, put together. */
async function collect(
  rows: number,
  k: number,
  search: (take: (block: CandidateBlock) => Promise<void>) => Promise<void>,
): Promise<{ indices: Uint32Array; values: number[] }> {
  const indices = new Uint32Array(rows * k);
  const values = new Float32Array(rows * k);
  await search((block) => {
    indices.set(block.indices, block.first * k);
    values.set(block.values, block.first * k);
    return Promise.resolve();
  });
  // What stands beside a place that no item took means nothing.
  return { indices, values: [...values].map((v, e) => (indices[e] === 0xffffffff ? NaN : v + 0)) };
}

describe('topkAmong', () => {
  it.each([
    [1, 1, 5, 1],
    [7, 9, 3, 2],
    [300, 8, 17, 8],
    [5, 2001, 4, 20],
    // Many bands of rows and of items.
    [180, 270, 4000, 3],
  ])('equals the reference: %i rows among %i x %i, k = %i', async (rows, items, cols, k) => {
    const x = rowsOf(integers(rows, cols, 1));
    const others = rowsOf(integers(items, cols, 2));
    for (const kind of KINDS) {
      const run = ({ topkAmong }: CellKernels) =>
        collect(rows, k, (take) => topkAmong(x, others, { kind, k }, take, {}));
      const expected = await run(referenceCells);
      expect(await run(one)).toEqual(expected);
      expect(await run(three)).toEqual(expected);
    }
  });
});

it('values that are no numbers are an error that names its stage once', async () => {
  const x = rowsOf({ data: new Float32Array(40).fill(NaN), rows: 10, cols: 4 });
  const take = (): Promise<void> => Promise.resolve();
  await expect(one.topkAmong(x, x, { kind: 'dot', k: 1 }, take, {})).rejects.toThrow(
    /^Cells of neighbours: products of these rows/,
  );
  await expect(one.topk(x, { kind: 'dot', k: 1 }, {})).rejects.toThrow(
    /^Neighbours: products of these rows/,
  );
});

describe('topkInCells', () => {
  it.each([
    [2, 3, 1, 1, 1],
    [9, 5, 2, 1, 3],
    [64, 8, 5, 2, 4],
    [500, 17, 9, 3, 6],
    [1101, 100, 30, 4, 20],
    [700, 300, 3, 3, 5],
  ])('equals the reference: %i x %i in %i cells, %i probes, k = %i', async (...sizes) => {
    const [rows, cols, cells, count, k] = sizes;
    const x = rowsOf(integers(rows, cols, 1));
    const divided = randomCells(rows, cells, count);
    for (const kind of KINDS) {
      const run = ({ topkInCells }: CellKernels) =>
        collect(rows, k, (take) => topkInCells(x, divided, { kind, k }, take, {}));
      const expected = await run(referenceCells);
      expect(await run(one)).toEqual(expected);
      expect(await run(three)).toEqual(expected);
    }
  });
});
