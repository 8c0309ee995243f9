import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { Components, PeerId } from './contender.ts';
import type { DataSet } from './data.ts';

/** What a contender is asked to do, and what it gives back. */
export type Task =
  | {
      readonly ability: 'neighbours';
      readonly k: number;
      /** Exact, without it. */
      readonly search?: 'exact' | 'approximate';
    }
  | { readonly ability: 'umap'; readonly seed: number; readonly epochs?: number }
  | { readonly ability: 'components'; readonly count: number };
interface Values {
  neighbours: Uint32Array;
  umap: Float32Array;
  components: Components;
}

export interface Job {
  readonly contender: 'locus' | PeerId;
  readonly data: DataSet;
  /** The first so many; all without it. */
  readonly rows?: number;
  /** 1, without it: one run from a cold start. More: the median after one run that warms up. */
  readonly repeats?: number;
}

export interface Run<V> {
  readonly value: V;
  readonly seconds: number;
}

export interface Outcome<V> extends Run<V> {
  /** With version. */
  readonly name: string;
  /** Largest resident size above that before the data was read, in bytes. */
  readonly peak: number;
  /** Layouts shown on the way. */
  readonly frames: number;
}

export interface Answer {
  readonly name: string;
  readonly peak: number;
  readonly frames: number;
  readonly runs: readonly Run<unknown>[];
}

/** No task may hold up the rest for longer. */
const LIMIT_MS = 20 * 60_000;

/** One task in a process of its own: its memory is its own, and if it dies only its line is lost. */
export async function isolated<T extends Task>(
  job: Job,
  task: T,
): Promise<Outcome<Values[T['ability']]>> {
  const { runs, ...rest } = await inProcess(job, [task]);
  return { ...rest, ...(runs[0] as Run<Values[T['ability']]>) };
}

/** Several tasks on one matrix in one process, one after the other. */
export function inProcess(job: Job, tasks: readonly Task[]): Promise<Answer> {
  return new Promise((settle, reject) => {
    const child = fork(resolve('dist', 'bench', 'child.js'), {
      serialization: 'advanced',
      timeout: LIMIT_MS,
    });
    const what = `${job.contender}: ${tasks.map(({ ability }) => ability).join(', ')}`;
    child.once('message', (answer: Answer | { error: string }) =>
      'error' in answer ? reject(new Error(`${what}: ${answer.error}`)) : settle(answer),
    );
    // After an answer this changes nothing: the promise is settled.
    child.once('exit', (code, signal) =>
      reject(new Error(`${what}: the process ended with ${signal ?? code}`)),
    );
    child.once('error', reject);
    child.send({ job, tasks });
  });
}
