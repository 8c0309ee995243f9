import { CancelledError } from '../base/errors.ts';
import type { Progress } from '../base/control.ts';
import type { Dataset, Space } from '../data/dataset.ts';
import type { BackendId } from '../math/kernels.ts';
import type { Result } from '../analysis/types.ts';
import { Task } from './control-port.ts';
import { Latest } from './latest.ts';
import type {
  EngineApi,
  EngineStatus,
  Estimate,
  Sent,
  IoApi,
  NeighbourAnswer,
  NeighbourQuery,
  OpenOptions,
  Opened,
  OutFormat,
  OutTable,
  RunCall,
  Storage,
  Survey,
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
    /** Moves the vectors to the engine: `space.data` is empty afterwards. `f16` holds them in half the bytes, rounded. */
    load(space: Space, options?: { readonly storage: Storage }): Promise<void>;
    unload(key: string): Promise<void>;
    /** Time and memory of a run before it begins; a sample when that is over budget. */
    estimate(call: RunCall): Promise<Estimate>;
    /** Tell that a camera moves or something is dragged (true), and when that is over (false): blocks of work are short meanwhile. */
    busy(moving: boolean): void;
    /** A newer run with the same `key` cancels the older one, waiting or running. */
    run(call: RunCall, options: { readonly key: string } & Listeners): RunningTask<Result>;
    neighboursOf(query: NeighbourQuery): Promise<NeighbourAnswer>;
    status(): Promise<EngineStatus>;
    /** A copy of the vectors of a space, or of some rows of it. */
    vectors(space: string, rows?: Uint32Array | null): Promise<Float32Array>;
  };
  readonly io: {
    /** What files hold, by their headers, before anything is read. */
    survey(files: readonly Sent[], listen?: Listeners): RunningTask<Survey>;
    open(files: readonly Sent[], options: OpenOptions, listen?: Listeners): RunningTask<Opened>;
    attach(
      dataset: Dataset,
      files: readonly Sent[],
      options: OpenOptions,
      listen?: Listeners,
    ): RunningTask<Opened>;
    /** Copies files into the browser's own storage. */
    keep(files: readonly Sent[], id: string, entry: string, listen?: Listeners): RunningTask<void>;
    noteView(id: string, view: string): Promise<void>;
    /** A table as a file. Its vectors are moved: they are empty afterwards. */
    write(table: OutTable, format: OutFormat, listen?: Listeners): RunningTask<Blob>;
  };
  dispose(): void;
}

export interface EngineEvents {
  /**
   * The engine died and was started again: it has to be opened and the spaces loaded anew, since the page does not keep
   * the vectors.
   */
  readonly restarted: (reason: string) => void;
  /** There is a new notice, such as a lost device. */
  readonly status: (status: EngineStatus) => void;
}

/** The page's only way to the workers. */
export function createClient(events: EngineEvents): LocusClient {
  const engine = new RemoteWorker<EngineApi>(
    'engine',
    () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }),
    (reason) => {
      listen();
      events.restarted(reason);
    },
  );
  const listen = (): void => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<EngineStatus>) => events.status(data);
    // An engine that dies before it hears this is started again, and told again.
    engine.call('listen', [port2], { transfer: [port2] }).catch(() => undefined);
  };
  listen();
  const io = new RemoteWorker<IoApi>(
    'file reader',
    () => new Worker(new URL('./io.worker.ts', import.meta.url), { type: 'module' }),
  );
  const latest = new Latest();
  let moving = false;

  return {
    engine: {
      open: (forced) => engine.call('open', [forced]),
      load: (space, options = { storage: 'f32' }) =>
        engine.call('load', [space, options], { transfer: [space.data.buffer as ArrayBuffer] }),
      unload: (key) => engine.call('unload', [key]),
      neighboursOf: (query) => engine.call('neighboursOf', [query]),
      estimate: (call) => engine.call('estimate', [call]),
      status: () => engine.call('status', []),
      vectors: (space, rows = null) => engine.call('vectors', [space, rows]),
      busy(now) {
        if (now === moving) return;
        moving = now;
        engine.call('interactive', [now]).catch(() => undefined); // a new engine begins at rest
      },
      run: (call, { key, ...listeners }) =>
        latest.start(key, () =>
          start(listeners, (port, stage) =>
            engine.call('run', [call, port], { transfer: [port], stage }),
          ),
        ),
    },
    io: {
      survey: (files, listen = {}) =>
        start(listen, (port, stage) =>
          io.call('survey', [files, port], { transfer: [port], stage }),
        ),
      open: (files, options, listen = {}) =>
        start(listen, (port, stage) =>
          io.call('open', [files, options, port], { transfer: [port], stage }),
        ),
      attach: (dataset, files, options, listen = {}) =>
        start(listen, (port, stage) =>
          io.call('attach', [dataset, files, options, port], { transfer: [port], stage }),
        ),
      keep: (files, id, entry, listen = {}) =>
        start(listen, (port, stage) =>
          io.call('keep', [files, id, entry, port], { transfer: [port], stage }),
        ),
      noteView: (id, view) => io.call('noteView', [id, view]),
      write: (table, format, listen = {}) =>
        start(listen, (port, stage) =>
          io.call('write', [table, format, port], {
            transfer: [port, ...(table.vectors ? [table.vectors.data.buffer as ArrayBuffer] : [])],
            stage,
          }),
        ),
    },
    dispose() {
      engine.dispose();
      io.dispose();
    },
  };
}

function start<T>(
  { progress, ...listeners }: Listeners,
  call: (port: MessagePort, stage: () => string | null) => Promise<T>,
): RunningTask<T> {
  let stage: string | null = null;
  const task = new Task({
    ...listeners,
    progress: (told) => {
      ({ stage } = told);
      progress?.(told);
    },
  });
  const cancelled = new Promise<never>((_, reject) =>
    task.signal.addEventListener('abort', () => reject(new CancelledError()), { once: true }),
  );
  const answered = call(task.port, () => stage).finally(() => task.close());
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
