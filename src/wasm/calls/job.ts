import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../base/control.ts';
import { CancelledError, LocusError } from '../../base/errors.ts';
import type { Matrix } from '../../math/kernels.ts';
import type { Executor } from '../executor.ts';
import type { Request, TaskKind, TaskTypes } from '../messages.ts';

let lastJob = 0;

/** Half of the longest block: the rest is for the way there and back, and for units that take longer than thought. */
const slice = (control: Control): number => blockBudget(control) / 2;

/** One task on one thread, seen from the caller. */
export interface Lane<K extends TaskKind> {
  readonly index: number;
  open(options: TaskTypes[K]['options'], transfer?: ArrayBuffer[]): Promise<void>;
  /** Runs to the end, with checkpoints on the way. */
  run(input: TaskTypes[K]['input'], transfer?: ArrayBuffer[]): Promise<TaskTypes[K]['output']>;
}

/** What a call says it is doing: in progress reports and before the message of an error. */
export interface Call {
  readonly executor: Executor;
  readonly control: Control;
  readonly stage: string;
}

/**
 * Runs `body` with a job on each of `threads` threads. When it settles, well or not, the jobs are closed: their memory is
 * free and the pool can be used at once.
 * @throws CancelledError; otherwise the first error, with the stage before its message
 */
export async function withLanes<K extends TaskKind, T>(
  { executor, control, stage }: Call,
  kind: K,
  threads: number,
  body: (lanes: readonly Lane<K>[]) => Promise<T>,
): Promise<T> {
  throwIfCancelled(control);
  const job = ++lastJob;
  let over = false;
  const rest = async (): Promise<void> => {
    await checkpoint(control);
    if (over) throw new CancelledError();
  };
  // Jobs that need fewer threads than there are start on different ones.
  const used = Array.from({ length: threads }, (_, index) => (index + job) % executor.threads);
  const lanes = used.map((thread, index): Lane<K> => ({
    index,
    async open(options, transfer) {
      await executor.call(thread, { op: 'open', job, kind, options } as Request, transfer);
    },
    async run(input, transfer) {
      await rest();
      const run = { op: 'run', job, input, sliceMs: slice(control) } as const;
      let reply = await executor.call(thread, run, transfer);
      while (!reply.done) {
        await rest();
        reply = await executor.call(thread, { op: 'proceed', job, sliceMs: slice(control) });
      }
      return reply.output as TaskTypes[K]['output'];
    },
  }));
  try {
    return await body(lanes);
  } catch (error) {
    throw named(error, stage);
  } finally {
    // After a failure the other lanes stop at their next rest. A dead thread has nothing left to close.
    over = true;
    await Promise.allSettled(used.map((thread) => executor.call(thread, { op: 'close', job })));
  }
}

function named(error: unknown, stage: string): unknown {
  if (error instanceof CancelledError) return error;
  if (error instanceof LocusError) {
    const { code, message, file, place, hint } = error;
    return new LocusError({
      code,
      message: `${stage}: ${message}`,
      hint,
      ...(file !== undefined && { file }),
      ...(place !== undefined && { place }),
    });
  }
  return new LocusError({
    code: 'E_INTERNAL',
    message: `${stage}: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'This is a fault in Locus, not in your data. Please report the message above.',
  });
}

/** Bytes of one message of rows: every thread has so many on their way and as many in WASM memory. */
const LOAD_BYTES = 2 ** 20;

/** How many rows of `cols` float32 go into one message: a multiple of `multiple`, at least that. */
export function rowsPerLoad(cols: number, multiple: number): number {
  return Math.max(1, Math.floor(LOAD_BYTES / 4 / cols / multiple)) * multiple;
}

type Rows = Float32Array<ArrayBuffer>;

/**
 * Sends rows `from .. to` of a matrix in messages of `loadRows`, through one buffer that goes back and forth: fresh
 * ones would pile up in the thread, whose collector takes them for small.
 * @param send hands `part`, rows `first .. end`, to a thread and resolves to the array that comes back
 */
export async function sendRows(
  { data, cols }: Matrix,
  { from, to, loadRows }: { readonly from: number; readonly to: number; readonly loadRows: number },
  send: (part: Rows, first: number, end: number) => Promise<Rows>,
): Promise<void> {
  if (from >= to) return;
  let buffer = new ArrayBuffer(Math.min(loadRows, to - from) * cols * 4);
  for (let first = from; first < to; first += loadRows) {
    const end = Math.min(to, first + loadRows);
    const part = new Float32Array(buffer, 0, (end - first) * cols);
    part.set(data.subarray(first * cols, end * cols));
    ({ buffer } = await send(part, first, end));
  }
}
