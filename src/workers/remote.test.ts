import { describe, expect, it } from 'vitest';
import { RemoteWorker } from './remote.ts';

type Api = { ask(): Promise<number> };

/** A worker that never answers; `die` is what the browser reports when it cannot be loaded. */
function silentWorker() {
  const worker = {
    onerror: null as ((event: unknown) => void) | null,
    onmessageerror: null,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    postMessage: () => undefined,
    terminate: () => undefined,
    die: () => worker.onerror?.({ message: 'not found', preventDefault: () => undefined }),
  };
  return worker;
}

describe('RemoteWorker', () => {
  it('rejects what waits, starts again, and gives up when it dies again and again', async () => {
    const started: ReturnType<typeof silentWorker>[] = [];
    let restarts = 0;
    const remote = new RemoteWorker<Api>(
      'engine',
      () => {
        const worker = silentWorker();
        started.push(worker);
        return worker as unknown as Worker;
      },
      () => restarts++,
    );
    for (let death = 0; death < 4; death++) {
      const asked = remote.call('ask', []);
      started.at(-1)!.die();
      await expect(asked).rejects.toMatchObject({
        code: 'E_WORKER',
        message: 'The engine stopped: not found.',
      });
    }
    expect(started).toHaveLength(4);
    expect(restarts).toBe(3);
    await expect(remote.call('ask', [])).rejects.toThrow('The engine stopped: not found.');
  });

  it('says at which stage a call was when the worker died', async () => {
    const workers: ReturnType<typeof silentWorker>[] = [];
    const remote = new RemoteWorker<Api>('engine', () => {
      workers.push(silentWorker());
      return workers.at(-1) as unknown as Worker;
    });
    let stage: string | null = null;
    const asked = remote.call('ask', [], { stage: () => stage });
    stage = 'Layout';
    workers[0]!.die();
    await expect(asked).rejects.toThrow('The engine stopped at "Layout": not found.');
  });
});
