import { CancelledError } from '../base/errors.ts';
import type { Progress } from '../base/control.ts';
import type { Dataset, Space } from '../data/dataset.ts';
import type { BackendId } from '../math/kernels.ts';
import type { Result } from '../analysis/types.ts';
import { Task } from './control-port.ts';
import type {
  EngineApi,
  EngineStatus,
  IoApi,
  NeighbourAnswer,
  NeighbourQuery,
  OpenOptions,
  Opened,
  RunCall,
} from './protocol.ts';
import { RemoteWorker } from './remote.ts';

/** A calculation under way. `result` rejects with CancelledError as soon as `cancel` is called. */
export interface RunningTask<T> {
  readonly result: Promise<T>;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  cancel(): void;
}

export interface Listeners {
  readonly progress?: (progress: Progress) => void;
  /** Intermediate coordinates, for drawing only. */
  readonly frame?: (coordinates: Float32Array, epoch: number, epochs: number) => void;
}

export interface LocusClient {
  readonly engine: {
    open(forced: BackendId | null): Promise<EngineStatus>;
    /** Moves the vectors to the engine: `space.data` is empty afterwards. */
    load(space: Space): Promise<void>;
    unload(key: string): Promise<void>;
    /** A newer run with the same `key` cancels the older one. */
    run(call: RunCall, options: { readonly key: string } & Listeners): RunningTask<Result>;
    neighboursOf(query: NeighbourQuery): Promise<NeighbourAnswer>;
    status(): Promise<EngineStatus>;
  };
  readonly io: {
    open(files: readonly File[], options: OpenOptions, listen?: Listeners): RunningTask<Opened>;
    attach(
      dataset: Dataset,
      files: readonly File[],
      options: OpenOptions,
      listen?: Listeners,
    ): RunningTask<Opened>;
  };
  dispose(): void;
}

/**
 * The page's only way to the workers.
 *
 * @param onEngineRestart called when the engine died and was started again: it has to be opened and the spaces
 *   loaded anew, since the page does not keep the vectors.
 */
export function createClient(onEngineRestart: (reason: string) => void): LocusClient {
  const engine = new RemoteWorker<EngineApi>(
    'engine',
    () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }),
    onEngineRestart,
  );
  const io = new RemoteWorker<IoApi>(
    'file reader',
    () => new Worker(new URL('./io.worker.ts', import.meta.url), { type: 'module' }),
  );
  const latest = new Map<string, RunningTask<Result>>();

  return {
    engine: {
      open: (forced) => engine.call('open', [forced]),
      load: (space) => engine.call('load', [space], [space.data.buffer as ArrayBuffer]),
      unload: (key) => engine.call('unload', [key]),
      neighboursOf: (query) => engine.call('neighboursOf', [query]),
      status: () => engine.call('status', []),
      run(call, { key, ...listen }) {
        latest.get(key)?.cancel();
        const running = start(listen, (port) => engine.call('run', [call, port], [port]));
        latest.set(key, running);
        running.result
          .finally(() => {
            if (latest.get(key) === running) latest.delete(key);
          })
          .catch(() => undefined);
        return running;
      },
    },
    io: {
      open: (files, options, listen = {}) =>
        start(listen, (port) => io.call('open', [files, options, port], [port])),
      attach: (dataset, files, options, listen = {}) =>
        start(listen, (port) => io.call('attach', [dataset, files, options, port], [port])),
    },
    dispose() {
      engine.dispose();
      io.dispose();
    },
  };
}

function start<T>(listen: Listeners, call: (port: MessagePort) => Promise<T>): RunningTask<T> {
  const task = new Task(listen);
  const cancelled = new Promise<never>((_, reject) =>
    task.signal.addEventListener('abort', () => reject(new CancelledError()), { once: true }),
  );
  const answered = call(task.port).finally(() => task.close());
  return {
    result: Promise.race([answered, cancelled]),
    get paused() {
      return task.paused;
    },
    pause: () => task.pause(),
    resume: () => task.resume(),
    cancel: () => task.cancel(),
  };
}
