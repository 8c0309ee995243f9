import { CancelledError } from './errors.ts';

/** How far a long task has come. `total` 0 means unknown. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Which stage this is, counting from 1, of how many; absent where nobody knows. */
  readonly step?: number;
  readonly steps?: number;
  /** Share of the whole task that is done, 0 to 1, by what its stages take as a rule. */
  readonly overall?: number;
}

/**
 * What every long task is given: a signal to stop, a place to report to and a gate to wait at while paused.
 * All optional, so that `run(x)` alone is a valid call in tests and in Node.
 */
export interface Control {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Awaited between blocks: nothing to wait for, or while paused a promise of going on. */
  readonly gate?: () => Promise<void> | undefined;
  /** Intermediate picture of an iterative method: N x dims coordinates after `epoch`. */
  readonly frame?: (coordinates: Float32Array, epoch: number, epochs: number) => void;
  /**
   * Said before work that cannot be interrupted, where somebody watches over it: it may be silent for so many
   * milliseconds more than usual.
   */
  readonly alive?: (milliseconds: number) => void;
  /** Longest block of work in milliseconds, as of now; read it through `blockBudget`. */
  readonly budget?: () => number;
}

export const NO_CONTROL: Control = {};

/** Longest block between two checkpoints in milliseconds: at rest, and while a person moves something on the page. */
export const BLOCK_MS = { rest: 50, moving: 8 } as const;

/** How long the next block may take, in milliseconds. Asked before each block: the answer changes on the way. */
export const blockBudget = (control: Control): number => control.budget?.() ?? BLOCK_MS.rest;

/** Throws CancelledError when the task was cancelled. */
export function throwIfCancelled(control: Control): void {
  if (control.signal?.aborted) throw new CancelledError();
}

/** Lets messages (cancel, pause) arrive: a macrotask without the 4 ms clamp of nested timers where possible. */
export const macrotask: () => Promise<void> = makeMacrotask();

function makeMacrotask(): () => Promise<void> {
  const scope = globalThis as unknown as {
    setImmediate?: (callback: () => void) => void;
    MessageChannel?: new () => {
      port1: { onmessage: (() => void) | null; unref?: () => void };
      port2: { postMessage(value: unknown): void };
    };
  };
  const { setImmediate, MessageChannel } = scope;
  if (setImmediate) return () => new Promise((resolve) => setImmediate(resolve));
  if (MessageChannel) {
    const channel = new MessageChannel();
    const waiting: (() => void)[] = [];
    channel.port1.onmessage = () => waiting.shift()?.();
    return () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(null);
      });
  }
  return () => new Promise((resolve) => setTimeout(resolve, 0));
}

/** The checkpoint between two blocks of work: lets messages in, waits while paused, stops if cancelled. */
export async function checkpoint(control: Control): Promise<void> {
  throwIfCancelled(control);
  await macrotask();
  throwIfCancelled(control);
  if (control.gate) {
    await control.gate();
    throwIfCancelled(control);
  }
}
