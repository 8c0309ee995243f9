import type { Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import type { Space } from '../data/dataset.ts';
import type { BackendId, Kernels } from '../math/kernels.ts';
import { METRICS } from '../math/metric.ts';
import { neighboursOf } from '../math/exact-neighbours.ts';
import { inputOf } from '../analysis/input-of.ts';
import type { Result } from '../analysis/types.ts';
import { runMethod } from '../analysis/run-method.ts';
import type { EngineStatus, NeighbourAnswer, NeighbourQuery, RunCall } from './protocol.ts';
import { SerialQueue } from './queue.ts';

/** A backend that has been opened, and why it was chosen. */
export interface OpenBackend {
  readonly kernels: Kernels;
  readonly reason: string;
}

/** How to get backends here: the page has workers and a GPU, the command line has neither. */
export interface Backends {
  open(forced: BackendId | null): Promise<OpenBackend>;
  /** True when the error means that the device went away and the same call may work on a new one. */
  isDeviceLost(error: unknown): boolean;
}

/**
 * Holds the spaces and runs methods on them, one at a time. Knows no worker and no page, so that the command
 * line and the tests use the very same engine.
 */
export class Engine {
  private readonly spaces = new Map<string, LoadedSpace>();
  private readonly queue = new SerialQueue();
  private readonly notices: string[] = [];
  private current: OpenBackend | null = null;
  /** Settles with the first `open`, so that a run asked for meanwhile waits for it, or fails for its reason. */
  private readonly firstOpened: Promise<void>;
  private tellOpened: (opening: Promise<void>) => void = () => undefined;
  private lostBefore = false;

  constructor(private readonly backends: Backends) {
    this.firstOpened = new Promise((resolve) => (this.tellOpened = resolve));
    this.firstOpened.catch(() => undefined); // told to whoever called `open`
  }

  async open(forced: BackendId | null): Promise<EngineStatus> {
    const opening = this.replaceBackend(forced);
    this.tellOpened(opening);
    await opening;
    return this.status();
  }

  load(space: Space): void {
    if (space.data.length !== space.rows * space.cols) {
      throw new LocusError({
        code: 'E_SHAPE',
        message: `${space.name}: expected ${space.rows} x ${space.cols} numbers, found ${space.data.length}.`,
        file: space.source.name,
        hint: 'Open the file again.',
      });
    }
    if (!this.spaces.has(space.key)) this.spaces.set(space.key, { space, shared: new Map() });
  }

  unload(key: string): void {
    this.spaces.delete(key);
  }

  /** Validates the parameters, runs the method and wraps value and recipe. */
  run(call: RunCall, control: Control): Promise<Result> {
    return this.queue.add(async () => {
      if (!this.current) await orCancelled(this.firstOpened, control.signal);
      const loaded = this.find(call.space);
      const backend = this.current;
      const lending = this.lendWhilePaused(control);
      try {
        return await this.runOnce(call, loaded, lending);
      } catch (error) {
        if (!this.backends.isDeviceLost(error)) throw error;
        // While this run was paused, another may have met the loss and opened the device again.
        if (this.current === backend) await this.replaceDevice();
        return this.runOnce(call, loaded, lending);
      }
    }, control.signal);
  }

  /** True neighbours of one item, at once, whatever runs. @throws LocusError E_RANGE, E_NO_SPACE */
  neighboursOf({ space: key, item, metric, k }: NeighbourQuery): NeighbourAnswer {
    const { space } = this.find(key);
    const known = METRICS.find((name) => name === metric);
    if (!known) throw outOfRange('metric', METRICS.join(', '));
    if (!(item >= 0 && item < space.rows)) throw outOfRange('item', `0 to ${space.rows - 1}`);
    return neighboursOf(space, item, { metric: known, k });
  }

  status(): EngineStatus {
    const { kernels, reason } = this.backend();
    let spaces = 0;
    for (const { space } of this.spaces.values()) spaces += space.data.byteLength;
    return {
      backend: kernels.backend,
      device: kernels.device,
      reason,
      bytes: { spaces, kernels: kernels.bytes() },
      notices: [...this.notices],
    };
  }

  dispose(): void {
    this.current?.kernels.dispose();
    this.current = null;
    this.spaces.clear();
  }

  /** A paused run lets the others pass. */
  private lendWhilePaused(control: Control): Control {
    const { gate } = control;
    if (!gate) return control;
    const lend = (): Promise<void> | undefined => {
      const paused = gate();
      return paused && this.queue.lend(paused);
    };
    return { ...control, gate: lend };
  }

  private async replaceBackend(forced: BackendId | null): Promise<void> {
    this.current?.kernels.dispose();
    this.current = null;
    this.current = await this.backends.open(forced);
    for (const space of this.spaces.values()) space.shared.clear();
  }

  private runOnce(call: RunCall, loaded: LoadedSpace, control: Control): Promise<Result> {
    const { space, shared } = loaded;
    return runMethod(call.method, space, call.params, {
      kernels: this.backend().kernels,
      control,
      inputs: [inputOf(space)],
      shared: (key, compute) => remember(shared, key, compute, control),
    });
  }

  /** A lost device is rebuilt once; if the new one is lost too, the work goes on without a GPU. */
  private async replaceDevice(): Promise<void> {
    const forced = this.lostBefore ? 'wasm' : 'webgpu';
    this.notices.push(
      this.lostBefore
        ? 'The GPU was lost again. Locus goes on with WASM.'
        : 'The GPU was lost. Locus opened it again and repeated the calculation.',
    );
    this.lostBefore = true;
    try {
      await this.open(forced);
    } catch {
      await this.open('wasm');
    }
  }

  private backend(): OpenBackend {
    if (!this.current) throw new Error('Engine used before open()');
    return this.current;
  }

  private find(key: string): LoadedSpace {
    const loaded = this.spaces.get(key);
    if (loaded) return loaded;
    throw new LocusError({
      code: 'E_NO_SPACE',
      message: 'The vectors are not loaded.',
      hint: 'Open the file again.',
    });
  }
}

interface LoadedSpace {
  readonly space: Space;
  /** Intermediate results several methods need, such as the neighbour lists. */
  readonly shared: Map<string, Promise<unknown>>;
}

/** Waits for `promise`, but not once the signal fires. */
function orCancelled(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(new CancelledError());
    if (signal?.aborted) leave();
    signal?.addEventListener('abort', leave, { once: true });
    void promise.finally(() => signal?.removeEventListener('abort', leave)).then(resolve, reject);
  });
}

const outOfRange = (what: string, domain: string): LocusError =>
  new LocusError({
    code: 'E_RANGE',
    message: `${what} must be in ${domain}.`,
    hint: 'Choose another value.',
  });

/**
 * Computes once per key. A failed or cancelled computation is forgotten, so that it can be tried again; whoever
 * waited for one that somebody else cancelled computes it anew.
 */
async function remember<T>(
  shared: Map<string, Promise<unknown>>,
  key: string,
  compute: () => Promise<T>,
  control: Control,
): Promise<T> {
  const known = shared.get(key) as Promise<T> | undefined;
  if (known) {
    try {
      return await known;
    } catch (error) {
      if (!(error instanceof CancelledError) || control.signal?.aborted) throw error;
    }
  }
  const fresh = compute();
  shared.set(key, fresh);
  fresh.catch(() => {
    if (shared.get(key) === fresh) shared.delete(key);
  });
  return fresh;
}
