import { runMethod } from '../src/analysis/run-method.ts';
import { CancelledError } from '../src/base/errors.ts';
import type { Kernels, Matrix } from '../src/math/kernels.ts';
import { createRng } from '../src/math/rng.ts';
import { median, time } from './measure.ts';

export interface Interruption {
  /** Median and longest time from the cancel to the settled call, in milliseconds. */
  readonly median: number;
  readonly longest: number;
  /** Whether the kernels held no more afterwards than before. */
  readonly memoryBack: boolean;
  /** Whether the run after all of it gives the same as the run before. */
  readonly sameAfter: boolean;
  /** Runs that were cancelled: `moments`, or fewer where most end before their moment. */
  readonly cancelled: number;
}

/**
 * Cancels a method at seeded random moments of its run. Runs in Node and in a page alike.
 *
 * @param output picks what must be the same before and after, from the value of the result
 */
export async function interrupt(
  kernels: Kernels,
  method: string,
  x: Matrix,
  params: Readonly<Record<string, unknown>>,
  output: (value: never) => ArrayLike<number>,
  moments: number,
): Promise<Interruption> {
  const run = async (signal?: AbortSignal): Promise<ArrayLike<number>> => {
    const control = signal ? { signal } : {};
    const { value } = await runMethod(method, x, params, { kernels, control, inputs: [] });
    return output(value as never);
  };
  const before = await run();
  const held = kernels.bytes();
  const whole = await time(() => run());
  const rng = createRng(0);
  const times: number[] = [];
  // A run may end before its moment; another one is tried then, but not for ever.
  for (let tries = 0; times.length < moments && tries < 3 * moments; tries++) {
    const settled = await cancelAfter(rng.next() * whole, run);
    if (settled !== null) times.push(settled);
  }
  const memoryBack = kernels.bytes() <= held;
  const after = await run();
  return {
    median: median(times),
    longest: Math.max(...times),
    memoryBack,
    sameAfter: before.length === after.length && Array.from(before).every((v, i) => v === after[i]),
    cancelled: times.length,
  };
}

/** Milliseconds from the cancel to the end of the call; null when it had ended before. */
async function cancelAfter(
  delay: number,
  run: (signal: AbortSignal) => Promise<unknown>,
): Promise<number | null> {
  const controller = new AbortController();
  let cancelledAt = Infinity;
  const timer = setTimeout(() => {
    cancelledAt = performance.now();
    controller.abort();
  }, delay);
  try {
    await run(controller.signal);
    return null;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return performance.now() - cancelledAt;
  } finally {
    clearTimeout(timer);
  }
}
