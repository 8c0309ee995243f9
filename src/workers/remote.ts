import * as Comlink from 'comlink';
import { fromPlain, LocusError, toPlain, type PlainError } from '../base/errors.ts';

/**
 * Comlink carries an error's message, name and stack but not its code, place and hint. So calls answer with the
 * value or the plain error, and the caller's side throws it again, whole.
 */
type Settled<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PlainError };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- parameters of any call
type Method = (...args: any[]) => Promise<unknown>;
type Api<T> = { [K in keyof T]: Method };

/** In a worker: answers calls to `api` from `endpoint` (default: the page). */
export function serve<T extends Api<T>>(api: T, endpoint?: Comlink.Endpoint): void {
  const guarded: Record<string, Method> = {};
  for (const [name, method] of Object.entries<Method>(api)) {
    guarded[name] = async (...args) => {
      try {
        const value = await method(...args);
        const settled: Settled<unknown> = { ok: true, value };
        return Comlink.transfer(settled, transferables(value));
      } catch (error) {
        const settled: Settled<unknown> = { ok: false, error: toPlain(error) };
        return settled;
      }
    };
  }
  Comlink.expose(guarded, endpoint);
}

const handover = new WeakMap<object, Transferable[]>();

/** Marks buffers of an answer to be moved instead of copied. */
export function moving<T extends object>(value: T, buffers: Transferable[]): T {
  handover.set(value, buffers);
  return value;
}

const transferables = (value: unknown): Transferable[] =>
  typeof value === 'object' && value !== null ? (handover.get(value) ?? []) : [];

export interface CallOptions {
  /** Buffers and ports to be moved. */
  readonly transfer?: Transferable[];
  /** What the call last said it was doing, for the error when the worker dies in it. */
  readonly stage?: () => string | null;
}

/** A worker that died this often within this time is not started again: the next one would die as well. */
const MOST_DEATHS = 3;
const WITHIN_MS = 60_000;

/**
 * A worker that is started again when it dies. Calls that were waiting are rejected with the reason; they are
 * not repeated, because only the caller knows whether that is safe.
 */
export class RemoteWorker<T extends Api<T>> {
  private worker: Worker;
  private remote: Record<string, Method>;
  private readonly waiting = new Set<(reason: string) => void>();
  /** When it died lately. */
  private deaths: number[] = [];
  /** Why it is not running any more; null while it is. */
  private stopped: string | null = null;

  constructor(
    private readonly name: string,
    private readonly start: () => Worker,
    private readonly onRestart: (reason: string) => void = () => undefined,
  ) {
    [this.worker, this.remote] = this.connect();
  }

  /** Calls `method`. @throws what the worker threw; LocusError E_WORKER when it died meanwhile */
  async call<K extends keyof T & string>(
    method: K,
    args: Parameters<T[K]>,
    { transfer = [], stage = () => null }: CallOptions = {},
  ): Promise<Awaited<ReturnType<T[K]>>> {
    if (this.stopped !== null) throw this.death(this.stopped, null);
    let fail: (reason: string) => void = () => undefined;
    const died = new Promise<never>((_, reject) => {
      fail = (reason) => reject(this.death(reason, stage()));
    });
    this.waiting.add(fail);
    try {
      // Comlink reads the transfer list from the argument object it belongs to; one list serves the whole call.
      const [first, ...rest] = args as unknown[];
      const sent = transfer.length > 0 ? [carrying(first, transfer), ...rest] : args;
      const answer = (await Promise.race([this.remote[method]!(...sent), died])) as Settled<
        Awaited<ReturnType<T[K]>>
      >;
      if (answer.ok) return answer.value;
      throw fromPlain(answer.error);
    } finally {
      this.waiting.delete(fail);
    }
  }

  dispose(): void {
    this.stop('the page closed it');
  }

  private connect(): [Worker, Record<string, Method>] {
    const worker = this.start();
    worker.onerror = (event) => {
      event.preventDefault();
      this.restart(event.message || 'it could not be loaded');
    };
    worker.onmessageerror = () => this.restart('a message could not be read');
    return [worker, Comlink.wrap(worker) as unknown as Record<string, Method>];
  }

  private restart(reason: string): void {
    if (this.stopped !== null) return;
    const now = performance.now();
    this.deaths = [...this.deaths.filter((time) => now - time < WITHIN_MS), now];
    if (this.deaths.length > MOST_DEATHS) return this.stop(reason);
    this.worker.terminate();
    this.rejectAll(reason);
    [this.worker, this.remote] = this.connect();
    this.onRestart(reason);
  }

  private stop(reason: string): void {
    this.stopped = reason;
    this.worker.terminate();
    this.rejectAll(reason);
  }

  private rejectAll(reason: string): void {
    for (const fail of this.waiting) fail(reason);
    this.waiting.clear();
  }

  private death(reason: string, stage: string | null): LocusError {
    return new LocusError({
      code: 'E_WORKER',
      message: `The ${this.name} stopped${stage === null ? '' : ` at "${stage}"`}: ${reason}.`,
      hint: 'Run it again. If it stops again, the data may be too large for this machine: take a sample.',
    });
  }
}

/**
 * The argument that Comlink reads the transfer list from. It remembers the list with the object it was given, which may
 * be sent again: so it gets a copy, unless it is what is moved.
 */
function carrying(value: unknown, transfer: Transferable[]): unknown {
  if (transfer.includes(value as Transferable)) return Comlink.transfer(value, transfer);
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  return Comlink.transfer(copy, transfer);
}
