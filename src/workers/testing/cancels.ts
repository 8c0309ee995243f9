import { CancelledError } from '../../base/errors.ts';
import type { Space } from '../../data/dataset.ts';
import { createRng } from '../../math/rng.ts';
import type { Engine } from '../engine.ts';
import type { RunCall } from '../protocol.ts';

export interface Cancels {
  /** Milliseconds from each moment of cancelling to the end of the run, rising. */
  readonly settled: readonly number[];
  readonly median: number;
}

/**
 * Cancels a run at random moments and measures how long each takes to settle, counted from when the cancel was due: a
 * block of work that keeps it waiting counts. The space is loaded anew each time, so that nothing computed before helps.
 *
 * @param options.duration Milliseconds that the run takes undisturbed: the moments are spread over them.
 * @param options.afterwards Called after each cancelled run, to look at the engine.
 */
export async function measureCancels(
  engine: Engine,
  space: Space,
  call: RunCall,
  options: {
    readonly duration: number;
    readonly moments?: number;
    readonly seed?: number;
    readonly afterwards?: () => Promise<void>;
  },
): Promise<Cancels> {
  const { duration, moments = 20, seed = 1, afterwards } = options;
  const rng = createRng(seed);
  const settled: number[] = [];
  while (settled.length < moments) {
    engine.unload(space.key);
    await engine.load(space);
    const time = await cancelAfter(engine, call, rng.next() * duration);
    // A run that was over before its moment came is tried again at another one.
    if (time === null) continue;
    settled.push(time);
    await afterwards?.();
  }
  settled.sort((a, b) => a - b);
  return { settled, median: (settled[(moments - 1) >> 1]! + settled[moments >> 1]!) / 2 };
}

/** Milliseconds from the moment to the end; null when the run was over before. */
async function cancelAfter(engine: Engine, call: RunCall, delay: number): Promise<number | null> {
  const abort = new AbortController();
  const due = performance.now() + delay;
  const timer = setTimeout(() => abort.abort(), delay);
  try {
    await engine.run(call, { signal: abort.signal, progress: () => undefined });
    return null;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return performance.now() - due;
  } finally {
    clearTimeout(timer);
  }
}
