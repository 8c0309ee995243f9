import { BLOCK_MS, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import type { Space } from '../data/dataset.ts';
import type { BackendId, Kernels } from '../math/kernels.ts';
import { METRICS } from '../math/metric.ts';
import { neighboursOf } from '../math/exact-neighbours.ts';
import { descriptorById } from '../analysis/descriptors.ts';
import { estimateRun, MeasuredPace, type Budget } from '../analysis/estimate.ts';
import { loadMethod } from '../analysis/methods.ts';
import { checkParams, runMethod } from '../analysis/run-method.ts';
import type { Estimate, Result } from '../analysis/types.ts';
import { HeldSpace } from './held-space.ts';
import type {
  EngineStatus,
  NeighbourAnswer,
  NeighbourQuery,
  RunCall,
  Storage,
} from './protocol.ts';
import { SerialQueue, type Priority, type Turn } from './queue.ts';

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

export interface EngineOptions {
  /** What a run may take before `estimate` proposes a sample. */
  readonly budget?: Budget;
}

/** A run that is expected to take less passes in front of longer ones, in seconds. */
const SHORT_SECONDS = 0.3;

/**
 * Holds the spaces and runs methods on them, one at a time. Knows no worker and no page, so that the command
 * line and the tests use the very same engine.
 */
export class Engine {
  private readonly spaces = new Map<string, HeldSpace>();
  private readonly queue = new SerialQueue();
  private readonly measured = new MeasuredPace();
  private readonly notices: string[] = [];
  private readonly listeners = new Set<(status: EngineStatus) => void>();
  private current: OpenBackend | null = null;
  /** Settles with the latest `open`; before the first one is asked for, when it is. */
  private opened: Promise<void>;
  private tellAsked: () => void = () => undefined;
  /** Settles, never rejects, when no `open` is under way. */
  private idle: Promise<void> = Promise.resolve();
  private lostBefore = false;
  private blockMs: number = BLOCK_MS.rest;

  constructor(
    private readonly backends: Backends,
    private readonly options: EngineOptions = {},
  ) {
    this.opened = new Promise((resolve) => (this.tellAsked = resolve));
  }

  /**
   * Closes the backend there is and opens another. Opens come one after another; a run that is under way is repeated on
   * the new backend.
   */
  async open(forced: BackendId | null): Promise<EngineStatus> {
    const opening = this.idle.then(() => this.replaceBackend(forced));
    this.idle = opening.catch(() => undefined); // told to whoever called, and to the runs that wait
    this.opened = opening;
    this.tellAsked();
    await opening;
    return this.status();
  }

  /** @throws LocusError E_SHAPE; E_OVERFLOW when a value does not fit into float16 */
  async load(space: Space, { storage = 'f32' }: { storage?: Storage } = {}): Promise<void> {
    if (this.spaces.get(space.key)?.storage === storage) return;
    this.spaces.set(space.key, await HeldSpace.of(space, storage));
  }

  unload(key: string): void {
    this.spaces.delete(key);
  }

  /** Whether a person moves something on the page: blocks of work are short as long as that is so. */
  interactive(moving: boolean): void {
    this.blockMs = moving ? BLOCK_MS.moving : BLOCK_MS.rest;
  }

  /** Time and memory of a run before it begins; a sample when that is over budget and on all rows. @throws as `run` */
  async estimate({ method, space: key, params, sample }: RunCall): Promise<Estimate> {
    const { descriptor } = await loadMethod(method);
    const { backend } = (await this.ready(undefined)).kernels;
    const { info } = this.find(key);
    const shape = { ...info, rows: sample?.rows ?? info.rows };
    const { seconds, bytes, ...rest } = estimateRun(
      descriptor,
      shape,
      checkParams(descriptor, params),
      {
        pace: this.measured.of(method, backend),
        ...(this.options.budget && { budget: this.options.budget }),
      },
    );
    return sample ? { seconds, bytes } : { seconds, bytes, ...rest };
  }

  /** Validates the parameters, runs the method and wraps value and recipe. */
  run(call: RunCall, control: Control): Promise<Result> {
    const { signal } = control;
    return this.queue.add((turn) => this.runInTurn(call, control, turn), {
      signal,
      priority: this.priorityOf(call),
    });
  }

  /** True neighbours of one item, at once, whatever runs. @throws LocusError E_RANGE, E_NO_SPACE */
  async neighboursOf({ space: key, item, metric, k }: NeighbourQuery): Promise<NeighbourAnswer> {
    const held = this.find(key);
    const known = METRICS.find((name) => name === metric);
    if (!known) throw outOfRange('metric', METRICS.join(', '));
    if (!(item >= 0 && item < held.info.rows))
      throw outOfRange('item', `0 to ${held.info.rows - 1}`);
    return neighboursOf(await held.matrix({}), item, { metric: known, k });
  }

  /** A copy of the vectors as they are held, of all rows or of some in the order given. @throws LocusError E_NO_SPACE, E_RANGE */
  async vectors(key: string, rows: Uint32Array | null): Promise<Float32Array> {
    const held = this.find(key);
    if (!rows) return (await held.matrix({})).data.slice();
    const all = held.info.rows;
    if (rows.some((row) => row >= all)) throw outOfRange('rows', `0 to ${all - 1}`);
    return held.take(rows);
  }

  status(): EngineStatus {
    const { kernels, reason } = this.backend();
    let spaces = 0;
    let results = 0;
    for (const held of this.spaces.values()) {
      spaces += held.bytes;
      results += held.sharedBytes;
    }
    return {
      backend: kernels.backend,
      device: kernels.device,
      reason,
      bytes: { spaces, results, ...(kernels.bytesByOwner?.() ?? { kernels: kernels.bytes() }) },
      notices: [...this.notices],
    };
  }

  /** Adds something that the person must be told; the same words once. */
  notice(text: string): void {
    if (this.notices.includes(text)) return;
    this.notices.push(text);
    if (this.current) for (const listener of this.listeners) listener(this.status());
  }

  /** Calls `listener` at once whenever there is a new notice. */
  listen(listener: (status: EngineStatus) => void): void {
    this.listeners.add(listener);
  }

  dispose(): void {
    this.current?.kernels.dispose();
    this.current = null;
    this.spaces.clear();
  }

  /** Repeats the run when its backend was lost, or closed by `open`. */
  private async runInTurn(call: RunCall, control: Control, turn: Turn): Promise<Result> {
    for (;;) {
      const backend = await this.ready(control.signal);
      try {
        return await this.runOnce(call, control, turn, backend.kernels);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        if (this.current !== backend) continue;
        if (!this.backends.isDeviceLost(error)) throw error;
        await this.replaceDevice();
      }
    }
  }

  private async runOnce(
    call: RunCall,
    control: Control,
    turn: Turn,
    kernels: Kernels,
  ): Promise<Result> {
    const held = this.find(call.space);
    /** Whether the time it takes says something about the machine. */
    let wholly = !call.start;
    const gate = (): Promise<void> | undefined => {
      const waiting = turn.pass(control.gate?.());
      if (waiting) wholly = false;
      return waiting;
    };
    const own: Control = { ...control, gate, budget: () => this.blockMs };
    const x = await held.matrix(own);
    const result = await runMethod(call.method, x, call.params, {
      // Who holds vectors in half the bytes wants that on the GPU as well.
      kernels: (held.storage === 'f16' && kernels.halves) || kernels,
      control: own,
      inputs: [held.input],
      space: async (name) => {
        const other = this.findByName(name);
        return other && { x: await other.matrix(own), input: other.input };
      },
      shared: (key, compute) => held.share(key, compute, () => (wholly = false)),
      ...(call.sample && { sample: call.sample }),
      ...(call.start && { start: call.start }),
    });
    if (wholly) this.measure(result);
    return result;
  }

  private measure({ method, recipe, elapsed }: Result): void {
    const [input] = recipe.inputs;
    const descriptor = descriptorById.get(method);
    if (!input || !descriptor) return;
    const { seconds } = descriptor.estimate({ rows: input.n, cols: input.d }, recipe.params);
    this.measured.record(method, recipe.backend.id, elapsed / 1000, seconds);
  }

  /** By what the run will take as far as that is known before it is checked. */
  private priorityOf({ method, space, params, sample }: RunCall): Priority {
    const held = this.spaces.get(space);
    const descriptor = descriptorById.get(method);
    const parsed = descriptor?.params.safeParse(params);
    if (!held || !descriptor || !parsed?.success) return 'batch';
    const shape = { rows: sample?.rows ?? held.info.rows, cols: held.info.cols };
    const factor = this.current ? this.measured.of(method, this.current.kernels.backend) : 1;
    const seconds = factor * descriptor.estimate(shape, parsed.data).seconds;
    return seconds < SHORT_SECONDS ? 'interactive' : 'batch';
  }

  private async replaceBackend(forced: BackendId | null): Promise<void> {
    this.current?.kernels.dispose();
    this.current = null;
    this.current = await this.backends.open(forced);
    for (const space of this.spaces.values()) space.clear();
  }

  /** A lost device is rebuilt once; if the new one is lost too, the work goes on without a GPU. */
  private async replaceDevice(): Promise<void> {
    const lost = this.lostBefore ? 'The GPU was lost again.' : 'The GPU was lost.';
    const forced = this.lostBefore ? 'wasm' : 'webgpu';
    this.lostBefore = true;
    try {
      await this.open(forced);
    } catch {
      await this.open('wasm');
    }
    const { kernels } = this.backend();
    if (kernels.backend !== 'webgpu') this.current = { kernels, reason: lost };
    this.notice(
      kernels.backend === 'webgpu'
        ? `${lost} Locus opened it again and repeats the calculation.`
        : `${lost} Locus goes on with WASM.`,
    );
  }

  /** The backend, once no `open` is under way. @throws why there is none; CancelledError */
  private async ready(signal: AbortSignal | undefined): Promise<OpenBackend> {
    let opening: Promise<void>;
    do {
      opening = this.opened;
      await orCancelled(
        opening.catch(() => undefined),
        signal,
      );
    } while (opening !== this.opened);
    await opening;
    return this.backend();
  }

  private backend(): OpenBackend {
    if (!this.current) throw new Error('Engine used before open()');
    return this.current;
  }

  /** A space by its key, or the first of that name. */
  private findByName(name: string): HeldSpace | null {
    const held = [...this.spaces.values()];
    return this.spaces.get(name) ?? held.find(({ info }) => info.name === name) ?? null;
  }

  private find(key: string): HeldSpace {
    const held = this.spaces.get(key);
    if (held) return held;
    throw new LocusError({
      code: 'E_NO_SPACE',
      message: 'The vectors are not loaded.',
      hint: 'Open the file again.',
    });
  }
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
