import { afterAll, describe, expect, it } from 'vitest';
import type { LayoutGraph, LayoutParams } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { Instance } from './instance.ts';
import { createChannelPool } from './testing/channel-pool.ts';
import { PARAMS, randomGraph, randomStart } from './testing/graph.ts';

const reference = createReferenceKernels();
const one = createWasmKernels(new InlineExecutor());
const two = createWasmKernels(createChannelPool(2));
const three = createWasmKernels(createChannelPool(3));
afterAll(() => [two, three].forEach((kernels) => kernels.dispose()));

describe('umapLayout', () => {
  it.each([
    ['2-D', { dims: 2 }],
    ['3-D', { dims: 3 }],
    ['min_dist 0', { a: 1.932808, b: 0.790495 }],
    ['min_dist 0.99', { a: 0.119305, b: 1.91639 }],
    ['no negatives', { negatives: 0 }],
    ['a seed beyond 31 bits', { seed: 0xdeadbeef }],
  ] as const)('follows the float64 rule for three epochs: %s', async (_, change) => {
    const params = { ...PARAMS, ...change, epochs: 3 };
    const graph = randomGraph(301, 14);
    const start = randomStart(301, params.dims);
    await expectClose(graph, start, params);
  });

  it.each([1, 2, 3, 511, 512, 513])('takes %i items', async (n) => {
    await expectClose(randomGraph(n, 6), randomStart(n, 2), { ...PARAMS, epochs: 2 });
  });

  it('gives the same bits on one thread, two and three', async () => {
    const graph = randomGraph(3000, 30);
    const start = randomStart(3000, 2);
    const params = { ...PARAMS, epochs: 12 };
    const alone = await one.umapLayout(graph, start, params, {});
    expect(await two.umapLayout(graph, start, params, {})).toEqual(alone);
    expect(await three.umapLayout(graph, start, params, {})).toEqual(alone);
  });

  it('changes with the seed', async () => {
    const graph = randomGraph(100, 10);
    const start = randomStart(100, 2);
    const first = await one.umapLayout(graph, start, { ...PARAMS, epochs: 5 }, {});
    const second = await one.umapLayout(graph, start, { ...PARAMS, epochs: 5, seed: 43 }, {});
    expect(second).not.toEqual(first);
  });

  it('leaves coinciding items and items without edges where they are', async () => {
    const graph: LayoutGraph = {
      n: 3,
      offsets: Uint32Array.of(0, 1, 2, 2),
      targets: Uint32Array.of(1, 0),
      rates: Float32Array.of(1, 1),
    };
    const start = Float32Array.of(1, 2, 1, 2, 1, 2);
    expect(await one.umapLayout(graph, start, { ...PARAMS, epochs: 10 }, {})).toEqual(start);
  });

  it('stays finite from a start far outside the table of forces', async () => {
    const start = randomStart(200, 2).map((value, i) => value * (i % 2 ? 1e8 : 1e-9));
    const end = await one.umapLayout(randomGraph(200, 10), start, { ...PARAMS, epochs: 50 }, {});
    expect(end.every(Number.isFinite)).toBe(true);
  });

  it('shows frames and progress while it runs, and leaves the start as it was', async () => {
    const start = randomStart(2000, 2);
    const kept = start.slice();
    const frames: number[] = [];
    let last = 0;
    await two.umapLayout(randomGraph(2000, 24), start, PARAMS, {
      frame: (coordinates, epoch, epochs) => {
        expect(coordinates.length).toBe(4000);
        expect(epochs).toBe(500);
        frames.push(epoch);
      },
      progress: ({ done }) => (last = done),
    });
    expect(last).toBe(500);
    expect(frames.length).toBeGreaterThan(0);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(start).toEqual(kept);
  });

  it('waits at the gate', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let reached = 0;
    const graph = randomGraph(50, 6);
    const running = one.umapLayout(
      graph,
      randomStart(50, 2),
      { ...PARAMS, epochs: 20 },
      {
        gate: () => (reached >= 5 ? gate : Promise.resolve()),
        progress: ({ done }) => (reached = done),
      },
    );
    // While the gate is shut, other tasks on the same kernels run.
    await one.covariance({ data: new Float32Array(4000).fill(1), rows: 1000, cols: 4 }, {});
    expect(reached).toBeLessThanOrEqual(5);
    open();
    await running;
    expect(reached).toBe(20);
  });
});

describe('the table of forces', () => {
  it.each([
    [1.576943, 0.895061],
    [1.932808, 0.790495],
    [0.119305, 1.91639],
  ])('is within 3e-5 of the formula for a = %d, b = %d', (a, b) => {
    const wasm = new Instance();
    const bytes = wasm.kernels.layoutTableBytes();
    const attract = wasm.allocate(bytes);
    const repel = wasm.allocate(bytes);
    wasm.kernels.layoutTables(a, b, 1, attract, repel);
    const at = (table: number, d2: number): number => {
      const bits = new Uint32Array(Float32Array.of(d2).buffer)[0]!;
      const cell = (bits >>> 15) - (((127 - 40) << 23) >>> 15);
      const [intercept, slope] = wasm.float32(table + 8 * cell, 2);
      return intercept! + slope! * d2;
    };
    let worst = 0;
    for (let d2 = 1e-11; d2 < 1e11; d2 *= 1.00731) {
      const x = Math.fround(d2);
      const attraction = (-2 * a * b * x ** (b - 1)) / (1 + a * x ** b);
      const repulsion = (2 * b) / ((0.001 + x) * (1 + a * x ** b));
      // A factor under 1e-20 moves nothing in float32 (its slope may be subnormal).
      const errors = [at(attract, x) - attraction, at(repel, x) - repulsion].map(Math.abs);
      worst = Math.max(worst, errors[0]! / (Math.abs(attraction) + 1e-20));
      worst = Math.max(worst, errors[1]! / (repulsion + 1e-20));
    }
    expect(worst).toBeLessThan(3e-5);
  });
});

/**
 * One and two threads against the reference. The table is within 3e-5 of each force and a step is at most 4 a coordinate,
 * most far shorter: 1e-3 has room for the hundred steps of an item. Items that pass each other very closely multiply a
 * difference (the repulsion turns by 1 / 0.001 there), so 1 % of the coordinates may differ by more, up to 0.1.
 */
async function expectClose(
  graph: LayoutGraph,
  start: Float32Array,
  params: LayoutParams,
): Promise<void> {
  const expected = await reference.umapLayout(graph, start, params, {});
  for (const kernels of [one, two]) {
    const found = await kernels.umapLayout(graph, start, params, {});
    expect(found.length).toBe(expected.length);
    const errors = found.map((value, i) => Math.abs(value - expected[i]!)).sort();
    expect(errors[Math.floor(0.99 * (errors.length - 1))]).toBeLessThan(1e-3);
    expect(errors.at(-1)).toBeLessThan(0.1);
  }
}
