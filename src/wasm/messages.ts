import type { PlainError } from '../base/errors.ts';
import type { CovarianceTask } from './tasks/covariance.ts';
import type { LayoutTask } from './tasks/layout.ts';
import type { ListedTask } from './tasks/listed.ts';
import type { PairsTask } from './tasks/pairs.ts';
import type { ProjectTask } from './tasks/project.ts';
import type { TopkTask } from './tasks/topk.ts';
import type { WeightedSumsTask } from './tasks/weighted-sums.ts';

/** What a task is opened with, fed and answers: kept with the tasks, listed here once. */
export interface TaskTypes {
  topk: TopkTask;
  listed: ListedTask;
  pairs: PairsTask;
  covariance: CovarianceTask;
  layout: LayoutTask;
  project: ProjectTask;
  weightedSums: WeightedSumsTask;
}
export type TaskKind = keyof TaskTypes;

/**
 * What a thread is asked. A job is one task on one thread; several jobs may be open at once.
 * `run` starts on an input, `proceed` goes on with it: each answers within about `sliceMs`.
 */
export type Request =
  | {
      readonly [K in TaskKind]: {
        readonly op: 'open';
        readonly job: number;
        readonly kind: K;
        readonly options: TaskTypes[K]['options'];
      };
    }[TaskKind]
  | {
      readonly op: 'run';
      readonly job: number;
      readonly input: unknown;
      readonly sliceMs: number;
    }
  | { readonly op: 'proceed'; readonly job: number; readonly sliceMs: number }
  | { readonly op: 'close'; readonly job: number };

export interface Reply {
  /** False: the thread stopped to let messages in and waits for `proceed`. */
  readonly done: boolean;
  readonly output?: unknown;
  /** WASM memory that the thread keeps for the next job. */
  readonly idleBytes: number;
}

/** Request and reply on a port, matched by `id`. */
export interface Envelope {
  readonly id: number;
  readonly request: Request;
}
export type Answer =
  | { readonly id: number; readonly reply: Reply }
  | { readonly id: number; readonly error: PlainError };

/** The side of a Worker or MessagePort that the pool uses. `never` lets both DOM and Node ports fit. */
export interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: never) => void) | null;
}
