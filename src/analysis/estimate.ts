import type { Cost, Estimate, MethodDescriptor } from './types.ts';

type Shape = { readonly rows: number; readonly cols: number };

/** What a run may take before a sample is proposed. */
export interface Budget {
  readonly seconds: number;
  /** Beyond the spaces that are held already. */
  readonly bytes: number;
  /** What a proposed sample may take; default: `seconds`. */
  readonly sampleSeconds?: number;
}

/**
 * Five minutes, and as much memory as every machine of today can spare. Who takes a sample wants a look soon: one minute.
 */
export const DEFAULT_BUDGET: Budget = { seconds: 300, bytes: 2 * 2 ** 30, sampleSeconds: 60 };

/** Samples are proposed in round numbers: so many leading digits. */
const DIGITS = 2;

/**
 * Time and memory of a run before it begins. Over budget it proposes the largest round number of rows that is not.
 *
 * @param params as the method's schema gives them
 * @param pace what runs on this machine took, as a multiple of what was estimated; 1 when nothing was measured
 */
export function estimateRun(
  descriptor: MethodDescriptor,
  shape: Shape,
  params: Readonly<Record<string, unknown>>,
  { pace = 1, budget = DEFAULT_BUDGET }: { readonly pace?: number; readonly budget?: Budget } = {},
): Estimate {
  const cost = (rows: number): Cost => {
    const { seconds, bytes } = descriptor.estimate({ ...shape, rows }, params);
    // The rows of a sample are copied.
    const copy = rows < shape.rows ? 4 * rows * shape.cols : 0;
    return { seconds: pace * seconds, bytes: bytes + copy };
  };
  const within = (most: number) => (rows: number) => {
    const { seconds, bytes } = cost(rows);
    return seconds <= most && bytes <= budget.bytes;
  };
  const whole = cost(shape.rows);
  if (within(budget.seconds)(shape.rows)) return whole;
  const rows = rounded(largest(shape.rows, within(budget.sampleSeconds ?? budget.seconds)));
  if (descriptor.requires({ ...shape, rows }) !== null) return whole;
  return { ...whole, sample: { rows, of: shape.rows, seed: 0, ...cost(rows) } };
}

/** The largest number below `limit` that fits, if smaller ones do as well; 0 when none does. */
function largest(limit: number, fits: (rows: number) => boolean): number {
  let [low, high] = [0, limit];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** 12,345 -> 12,000: down, so that it still fits. */
function rounded(rows: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(rows || 1)) + 1 - DIGITS);
  return Math.floor(rows / unit) * unit;
}

/** Estimates of shorter runs say more of the machine's other work than of its speed. */
const LEAST_SECONDS = 0.1;
/** Weight of the newest run beside those before. */
const WEIGHT = 0.5;

/**
 * What finished runs took beside what was estimated, by method and backend: makes the next estimate right on this
 * machine. Ratios are averaged by their logarithms.
 */
export class MeasuredPace {
  private readonly factors = new Map<string, number>();

  /** To multiply an estimate with; 1 when nothing was measured. */
  of(method: string, backend: string): number {
    return this.factors.get(`${backend} ${method}`) ?? 1;
  }

  /** @param estimated seconds by the descriptor alone, without a factor */
  record(method: string, backend: string, elapsed: number, estimated: number): void {
    if (elapsed < LEAST_SECONDS || !(estimated > 0)) return;
    const key = `${backend} ${method}`;
    const known = this.factors.get(key);
    const fresh = elapsed / estimated;
    this.factors.set(key, known === undefined ? fresh : known ** (1 - WEIGHT) * fresh ** WEIGHT);
  }
}
