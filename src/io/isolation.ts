import { throwIfCancelled, type Control, type Progress } from '../base/control.ts';
import { CancelledError, fromPlain, LocusError, type PlainError } from '../base/errors.ts';
import { readRange, type ByteSource } from './source.ts';

/**
 * Work of libraries that may never come back runs in a thread of its own, which can be ended: a loop inside WebAssembly
 * hears no message. Threads are given by whoever has them (`provideIsolation`): the io worker, the command line, tests.
 */

/** What a task hands back: buffers of `value` in `transfer` are moved, not copied. */
export interface Handed {
  readonly value: unknown;
  readonly transfer: readonly ArrayBufferLike[];
}

/** Work on one file, by its name; the same in a thread and in place. */
export type Tasks = Readonly<
  Record<string, (source: ByteSource, argument: unknown, control: Control) => Promise<Handed>>
>;

/** A thread as seen from outside; it runs `serveIsolated`. */
export interface Thread {
  postMessage(message: ToThread, transfer: readonly ArrayBufferLike[]): void;
  listen(message: (data: FromThread) => void, died: (reason: string) => void): void;
  terminate(): void;
  /** While false the thread keeps no process alive. */
  hold?(isBusy: boolean): void;
}

export interface Call {
  readonly task: string;
  readonly name: string;
  /** What the thread opens the file from: its bytes, or what the source says of itself. */
  readonly from: { readonly bytes: Uint8Array } | { readonly origin: unknown };
  readonly argument: unknown;
}

export type ToThread = { readonly kind: 'begin'; readonly call: Call } | { readonly kind: 'go' };

export type FromThread =
  | { readonly kind: 'ready' }
  /** The task may be silent from now on for so many milliseconds more than usual. */
  | { readonly kind: 'alive'; readonly more: number }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** At a checkpoint; goes on when it hears `go`. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: PlainError };

export interface IsolationOptions {
  /** Milliseconds without a sign of life after which a task is given up; a task may ask for more. */
  readonly silence?: number;
}

let isolation: Isolation | null = null;

/** From now on isolated work runs in threads that `start` makes; null: in place. */
export function provideIsolation(
  start: (() => Thread) | null,
  { silence = 2000 }: IsolationOptions = {},
): void {
  isolation?.end();
  isolation = start && new Isolation(start, silence);
}

export interface IsolatedWork {
  readonly task: string;
  readonly argument?: unknown;
  /** The tasks, for work in place where there are no threads. */
  readonly load: () => Promise<Tasks>;
  /** What is said of a file when the work on it gave no sign of life for `seconds`. */
  readonly stuck: (file: string, seconds: number) => LocusError;
}

/** Sources that only this thread can open are copied to the other up to this size; larger ones are read in place. */
const MAX_COPIED = 512 << 20;

/**
 * Runs a task where it can be ended. What it hands back is moved here.
 * @throws what the task throws; `stuck()` when it gave no sign of life; LocusError E_WORKER when the thread died;
 *   CancelledError at once
 */
export async function isolated<T>(
  source: ByteSource,
  work: IsolatedWork,
  control: Control,
): Promise<T> {
  const { origin, byteLength } = source;
  const isReachable = origin !== undefined || byteLength <= MAX_COPIED;
  if (isolation && isReachable) {
    const value = await isolation.run(source, work, control);
    if (value !== UNAVAILABLE) return value as T;
  }
  const tasks = await work.load();
  return (await tasks[work.task]!(source, work.argument, control)).value as T;
}

const UNAVAILABLE = Symbol('no thread could be started');
const TICK_MS = 100;
/** Loading the thread's code. */
const START_MS = 30_000;

/** One thread, started when it is needed and after it was ended; one task at a time. */
class Isolation {
  readonly #start: () => Thread;
  readonly #silence: number;
  #thread: Thread | null = null;
  #isReady = false;
  #isUnavailable = false;
  #last: Promise<unknown> = Promise.resolve();
  #hear: (data: FromThread) => void = () => undefined;
  #fail: (reason: string) => void = () => undefined;

  constructor(start: () => Thread, silence: number) {
    this.#start = start;
    this.#silence = silence;
  }

  async run(source: ByteSource, work: IsolatedWork, control: Control): Promise<unknown> {
    const before = this.#last;
    let done = (): void => undefined;
    this.#last = new Promise<void>((resolve) => (done = resolve));
    await before;
    try {
      throwIfCancelled(control);
      return this.#isUnavailable ? UNAVAILABLE : await this.#alone(source, work, control);
    } finally {
      done();
    }
  }

  end(): void {
    this.#thread?.terminate();
    this.#thread = null;
    this.#isReady = false;
  }

  async #alone(source: ByteSource, work: IsolatedWork, control: Control): Promise<unknown> {
    const { name, origin } = source;
    const { task, argument } = work;
    const bytes = origin === undefined ? await ownBytes(source) : null;
    throwIfCancelled(control);
    const thread = this.#open();
    if (!thread) return UNAVAILABLE;
    const call: Call = { task, name, argument, from: bytes ? { bytes } : { origin } };
    thread.hold?.(true);
    try {
      return await this.#watched(thread, { call, work, control, bytes });
    } finally {
      thread.hold?.(false);
    }
  }

  #open(): Thread | null {
    if (this.#thread) return this.#thread;
    try {
      const thread = this.#start();
      thread.listen(
        (data) => {
          if (this.#thread !== thread) return;
          if (data.kind === 'ready') this.#isReady = true;
          this.#hear(data);
        },
        (reason) => {
          if (this.#thread === thread) this.#fail(reason);
        },
      );
      this.#thread = thread;
    } catch {
      this.#isUnavailable = true;
    }
    return this.#thread;
  }

  #watched(thread: Thread, { call, work, control, bytes }: Running): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let silent = 0;
      let more = this.#isReady ? 0 : START_MS;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const over = (settle: () => void, isEnded: boolean): void => {
        clearTimeout(timer);
        control.signal?.removeEventListener('abort', cancel);
        this.#hear = () => undefined;
        this.#fail = () => this.end();
        if (isEnded) this.end();
        settle();
      };
      const cancel = (): void => over(() => reject(new CancelledError()), true);
      const unavailable = (): void => {
        this.#isUnavailable = true;
        over(() => resolve(UNAVAILABLE), true);
      };
      // Ticks are counted, not the time that went by: a machine that slept, or a busy thread here, is no silence there.
      const watch = (): void => {
        silent += TICK_MS;
        if (silent <= this.#silence + more) timer = setTimeout(watch, TICK_MS);
        else if (!this.#isReady) unavailable();
        else over(() => reject(work.stuck(call.name, (this.#silence + more) / 1000)), true);
      };
      this.#fail = (reason) => {
        if (!this.#isReady) unavailable();
        else over(() => reject(died(call.name, reason)), true);
      };
      this.#hear = (data) => {
        silent = 0;
        switch (data.kind) {
          case 'ready':
            more = 0;
            break;
          case 'alive':
            ({ more } = data);
            break;
          case 'progress':
            control.progress?.(data.progress);
            break;
          case 'wait':
            clearTimeout(timer);
            void Promise.resolve(control.gate?.()).then(() => {
              if (this.#thread !== thread || control.signal?.aborted) return;
              silent = 0;
              timer = setTimeout(watch, TICK_MS);
              thread.postMessage({ kind: 'go' }, []);
            });
            break;
          case 'done':
            over(() => resolve(data.value), false);
            break;
          case 'failed':
            over(() => reject(fromPlain(data.error)), false);
        }
      };
      control.signal?.addEventListener('abort', cancel, { once: true });
      timer = setTimeout(watch, TICK_MS);
      thread.postMessage({ kind: 'begin', call }, bytes ? [bytes.buffer] : []);
    });
  }
}

interface Running {
  readonly call: Call;
  readonly work: IsolatedWork;
  readonly control: Control;
  readonly bytes: Uint8Array | null;
}

/** All bytes in a buffer that can be moved. */
async function ownBytes(source: ByteSource): Promise<Uint8Array> {
  return (await readRange(source, 0, source.byteLength)).slice();
}

function died(file: string, reason: string): LocusError {
  return new LocusError({
    code: 'E_WORKER',
    message: `The reader of ${file} stopped: ${reason}.`,
    file,
    place: 'the whole file',
    hint: 'Open it again. If it stops again, the file may be too large for this machine: take fewer rows, or another matrix of it.',
  });
}
