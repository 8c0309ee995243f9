import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { Kernels } from '../math/kernels.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import type { Executor } from './executor.ts';
import { InlineExecutor } from './inline.ts';
import type { Answer, Envelope } from './messages.ts';
import { PoolExecutor, type PoolPort } from './pool.ts';
import { createChannelPool, createChannelPort } from './testing/channel-pool.ts';
import { PARAMS, randomGraph, randomStart } from './testing/graph.ts';
import { createNodeThreads } from './testing/node-threads.ts';

const open: Executor[] = [];
afterEach(() => open.splice(0).forEach((executor) => executor.dispose()));

function kernelsOn(executor: Executor): Kernels {
  open.push(executor);
  return createWasmKernels(executor);
}

describe('cancel', () => {
  const x = gaussian(4000, 256);
  const graph = randomGraph(4000, 24);
  const start = randomStart(4000, 2);
  const lists = {
    kind: 'dot',
    rows: Uint32Array.from({ length: 4000 }, (_, i) => i),
    items: Uint32Array.from({ length: 4000 * 50 }, (_, i) => (i * 7919) % 4000),
  } as const;
  const values = { value: 'euclidean' } as const;
  const tile = { ...values, rows: [0, 4000], cols: [0, 4000] } as const;
  const bins = { ...values, low: 0, high: 40, bins: 100 };
  const calls: readonly [string, (kernels: Kernels, signal: AbortSignal) => Promise<unknown>][] = [
    ['topk', (kernels, signal) => kernels.topk(rowsOf(x), { kind: 'dot', k: 10 }, { signal })],
    ['listedPairs', (kernels, signal) => kernels.listedPairs!(x, lists, { signal })!],
    ['pairTile', (kernels, signal) => kernels.pairTile!(rowsOf(x), tile, { signal })],
    ['pairHistogram', (kernels, signal) => kernels.pairHistogram!(rowsOf(x), bins, { signal })],
    ['pairMoments', (kernels, signal) => kernels.pairMoments!(rowsOf(x), values, { signal })],
    ['covariance', (kernels, signal) => kernels.covariance(x, { signal })],
    ['umapLayout', (kernels, signal) => kernels.umapLayout(graph, start, PARAMS, { signal })],
  ];

  it.each(calls)('%s stops, gives its memory back and leaves the pool usable', async (_, call) => {
    for (const kernels of [kernelsOn(new InlineExecutor()), kernelsOn(createChannelPool(2))]) {
      const abort = new AbortController();
      const running = call(kernels, abort.signal);
      setTimeout(() => abort.abort(), 5);
      await expect(running).rejects.toThrow(CancelledError);
      expect(kernels.bytes()).toBeLessThanOrEqual(2 * 16 * 2 ** 20);
      const small = await kernels.topk(rowsOf(gaussian(20, 3)), { kind: 'dot', k: 2 }, {});
      expect(small.indices.length).toBe(40);
    }
  });

  it('does not begin when it is already cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    const kernels = kernelsOn(new InlineExecutor());
    for (const [, call] of calls)
      await expect(call(kernels, abort.signal)).rejects.toThrow(CancelledError);
    expect(kernels.bytes()).toBe(0);
  });

  it('never keeps a thread longer than a slice', async () => {
    // A reply within 25 ms is promised; 5 times that allows for a busy machine and cold code.
    const executor = new InlineExecutor();
    let longest = 0;
    const timed: Executor = {
      threads: 1,
      call: async (thread, request) => {
        const began = performance.now();
        const reply = await executor.call(thread, request);
        longest = Math.max(longest, performance.now() - began);
        return reply;
      },
      bytes: () => executor.bytes(),
      dispose: () => executor.dispose(),
    };
    const kernels = kernelsOn(timed);
    await kernels.topk(rowsOf(gaussian(1500, 1024)), { kind: 'sqeuclidean', k: 300 }, {});
    await kernels.covariance(gaussian(1000, 500), {});
    await kernels.pairMoments!(rowsOf(gaussian(1500, 1024)), values, {});
    expect(longest).toBeLessThan(125);
  });
});

describe('memory', () => {
  it('stays the same over 50 calls', async () => {
    const kernels = kernelsOn(createChannelPool(2));
    const x = gaussian(300, 40);
    const graph = randomGraph(300, 10);
    const start = randomStart(300, 2);
    const round = async (): Promise<number> => {
      await kernels.topk(rowsOf(x), { kind: 'sqeuclidean', k: 7 }, {});
      await kernels.covariance(x, {});
      await kernels.pairMoments!(rowsOf(x), { value: 'dot' }, {});
      await kernels.umapLayout(graph, start, { ...PARAMS, epochs: 2 }, {});
      return kernels.bytes();
    };
    // Single-thread layouts start on alternating threads, so both are warm after two rounds.
    await round();
    const settled = await round();
    expect(settled).toBeGreaterThan(0);
    for (let call = 0; call < 50; call += 3) expect(await round()).toBe(settled);
  });

  it('keeps no large instance', async () => {
    const kernels = kernelsOn(new InlineExecutor());
    // The sums of its products take 8 D^2 / 2 bytes: 19 MB.
    await kernels.covariance(gaussian(9, 2200), {});
    expect(kernels.bytes()).toBe(0);
  });

  it('is given back by dispose', async () => {
    const kernels = kernelsOn(createChannelPool(1));
    await kernels.covariance(gaussian(10, 2), {});
    expect(kernels.bytes()).toBeGreaterThan(0);
    kernels.dispose();
    expect(kernels.bytes()).toBe(0);
  });
});

describe('a thread that fails', () => {
  const x = gaussian(500, 8);

  it('rejects the call with its stage when it throws', async () => {
    const failing = brokenPort(({ id, request }) =>
      request.op === 'run'
        ? { id, error: { kind: 'unknown', message: 'the block broke' } }
        : { id, reply: { done: true, idleBytes: 0 } },
    );
    const kernels = kernelsOn(new PoolExecutor([createChannelPort(), failing]));
    await expect(kernels.covariance(x, {})).rejects.toMatchObject({
      message: 'Covariance: the block broke',
    });
  });

  it('rejects what waits on it when it dies, and is replaced for the next call', async () => {
    const dying = brokenPort(() => null);
    const kernels = kernelsOn(new PoolExecutor([dying, createChannelPort()], createChannelPort));
    const running = kernels.topk(rowsOf(x), { kind: 'dot', k: 3 }, {});
    setTimeout(() => (dying.onerror as (event: object) => void)({ message: 'out of memory' }), 5);
    await expect(running).rejects.toMatchObject({
      code: 'E_WORKER',
      message: 'Neighbours: a compute thread stopped: out of memory.',
    });
    expect((await kernels.topk(rowsOf(x), { kind: 'dot', k: 3 }, {})).indices.length).toBe(1500);
  });

  it('keeps refusing when nothing replaces it', async () => {
    const dead = brokenPort(() => null);
    const kernels = kernelsOn(new PoolExecutor([dead]));
    (dead.onerror as (event: object) => void)({});
    await expect(kernels.covariance(x, {})).rejects.toMatchObject({ code: 'E_WORKER' });
  });
});

describe('real threads', () => {
  it('answer as this thread does, and two calls at once do not meet', async () => {
    const spawn = await createNodeThreads();
    const pool = kernelsOn(new PoolExecutor([spawn(), spawn()], spawn));
    const inline = kernelsOn(new InlineExecutor());
    const x = gaussian(800, 50);
    const options = { kind: 'sqeuclidean', k: 12 } as const;
    const [near, moments] = await Promise.all([
      pool.topk(rowsOf(x), options, {}),
      pool.covariance(x, {}),
    ]);
    expect(near).toEqual(await inline.topk(rowsOf(x), options, {}));
    expect(moments.mean).toEqual((await inline.covariance(x, {})).mean);
  });
});

/** A thread that answers as told, or not at all. */
function brokenPort(answer: (envelope: Envelope) => Answer | null): PoolPort {
  const port: PoolPort = {
    onmessage: null,
    onerror: null,
    postMessage(message) {
      const data = answer(message as Envelope);
      if (data) setTimeout(() => port.onmessage?.({ data } as never), 0);
    },
  };
  return port;
}
