import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset, Space } from '../data/dataset.ts';
import type { EngineStatus, Result } from '../analysis/types.ts';
import type { JoinChoice } from '../io/join.ts';
import type { OpenOptions } from '../io/open.ts';
import type { BackendId } from '../math/kernels.ts';

/** Calls that cross a worker boundary. Data only; a `MessagePort` carries progress, frames, pause and cancel. */

export type { EngineStatus };

export interface RunCall {
  readonly method: string;
  /** Key of a loaded space. */
  readonly space: string;
  /** Checked by the method's schema in the engine. */
  readonly params: Readonly<Record<string, unknown>>;
}

export interface NeighbourQuery {
  readonly space: string;
  readonly item: number;
  readonly metric: string;
  readonly k: number;
}

export interface NeighbourAnswer {
  /** Nearest first; ties by the smaller index. */
  readonly indices: Uint32Array;
  readonly distances: Float64Array;
}

export interface EngineApi {
  /** Chooses the backend; `forced` null means by what the machine has. */
  open(forced: BackendId | null): Promise<EngineStatus>;
  /** Takes the vectors over (they are transferred). */
  load(space: Space): Promise<void>;
  unload(key: string): Promise<void>;
  run(call: RunCall, control: MessagePort): Promise<Result>;
  /** True neighbours of one item in the original space, in float64. */
  neighboursOf(query: NeighbourQuery): Promise<NeighbourAnswer>;
  status(): Promise<EngineStatus>;
}

export type { JoinChoice, OpenOptions };

export interface Opened {
  /** Null when no file held vectors. */
  readonly dataset: Dataset | null;
  /** Vectors of `dataset.spaces`, in the same order; transferred. */
  readonly spaces: readonly Space[];
  /** One entry for each file or part that could not be used. */
  readonly problems: readonly ErrorDetails[];
}

export interface IoApi {
  /** Reads files that were dropped together. Fails only when cancelled. */
  open(files: readonly File[], options: OpenOptions, control: MessagePort): Promise<Opened>;
  /**
   * Joins metadata files to `dataset`, which was opened here; with no files, joins those already read in another way.
   * Never reads the vectors again.
   */
  attach(
    dataset: Dataset,
    files: readonly File[],
    options: OpenOptions,
    control: MessagePort,
  ): Promise<Opened>;
}

/** Messages on a control port. */
export type ToWorker = 'cancel' | 'pause' | 'resume';
export type FromWorker =
  | {
      readonly kind: 'progress';
      readonly stage: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'frame';
      readonly coordinates: Float32Array;
      readonly epoch: number;
      readonly epochs: number;
    };
