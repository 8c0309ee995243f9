import type { Endpoint } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { clusters } from '../math/testing/random.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import type { EngineStatus } from '../analysis/types.ts';
import { Task } from './control-port.ts';
import { engineApi } from './engine-api.ts';
import { Engine } from './engine.ts';
import { Latest } from './latest.ts';
import type { EngineApi, RunCall } from './protocol.ts';
import { RemoteWorker, serve } from './remote.ts';
import { spaceFrom } from './testing/spaces.ts';

/** The engine behind a message channel, as the page sees it behind a worker. */

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

async function openRemote() {
  const engine = new Engine({
    open: async () => ({ kernels: createReferenceKernels(), reason: 'test' }),
    isDeviceLost: () => false,
  });
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serve(engineApi(engine), port2 as unknown as Endpoint);
  port1.start();
  const worker = Object.assign(port1, { terminate: () => port1.close() });
  const remote = new RemoteWorker<EngineApi>('engine', () => worker as unknown as Worker);
  await remote.call('open', [null]);
  const space = spaceFrom(clusters(300, 8, 3), 'x');
  await remote.call('load', [space, { storage: 'f32' }], { transfer: [space.data.buffer] });
  return { engine, remote };
}

const UMAP: RunCall = { method: 'umap', space: 'x', params: { epochs: 10_000 } };

describe('the engine in another thread', () => {
  it('tells the page of a notice at once', async () => {
    const { engine, remote } = await openRemote();
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    const told = new Promise<EngineStatus>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<EngineStatus>) => resolve(data);
    });
    await remote.call('listen', [port2], { transfer: [port2] });
    engine.notice('The GPU was lost.');
    expect((await told).notices).toEqual(['The GPU was lost.']);
  });

  it('of the runs with one key finishes the latest only: the others stop, running or waiting', async () => {
    const { remote } = await openRemote();
    const latest = new Latest();
    const start = (call: RunCall) =>
      latest.start('pane', () => {
        const task = new Task();
        const result = remote
          .call('run', [call, task.port], { transfer: [task.port] })
          .finally(() => task.close());
        return { result, cancel: () => task.cancel() };
      });
    const ended = [UMAP, UMAP, { ...UMAP, method: 'pca', params: {} }].map((call) =>
      start(call).result.then(
        ({ method }) => method,
        (error: unknown) => error,
      ),
    );
    expect(await Promise.all(ended)).toEqual([
      expect.any(CancelledError),
      expect.any(CancelledError),
      'pca',
    ]);
  });

  it('gives errors back whole', async () => {
    const { remote } = await openRemote();
    await expect(remote.call('estimate', [{ ...UMAP, method: 'x' }])).rejects.toMatchObject({
      code: 'E_METHOD',
      hint: expect.stringContaining('umap') as string,
    });
  });
});
