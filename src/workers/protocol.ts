import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset, Space } from '../data/dataset.ts';
import type { EngineStatus, Estimate, Result, Sample } from '../analysis/types.ts';
import type { Progress } from '../base/control.ts';
import type { JoinChoice } from '../io/join.ts';
import type { OpenOptions } from '../io/open.ts';
import type { ImportChoice } from '../io/proposal.ts';
import type { SourceRead } from '../io/sources-read.ts';
import type { Survey } from '../io/survey-types.ts';
import type { BackendId } from '../math/kernels.ts';
import type { OutTable } from '../io/export/table.ts';
import type { OutFormat } from '../io/export/write.ts';
import type { Given, Sent } from './given.ts';

/** Calls that cross a worker boundary. Data only; a `MessagePort` carries progress, frames, pause and cancel. */

export type { EngineStatus, Estimate };

/** How the numbers of a space are held: as they were read, or rounded to half the bytes. */
export type Storage = 'f32' | 'f16';

export interface RunCall {
  readonly method: string;
  /** Key of a loaded space. */
  readonly space: string;
  /** Checked by the method's schema in the engine. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Runs on so many rows, drawn without replacement; absent means all. */
  readonly sample?: Sample;
  /** Coordinates of the round before, for methods with `rounds`: only the last one is computed then. Changes no result. */
  readonly start?: Float32Array;
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
  load(space: Space, options: { readonly storage: Storage }): Promise<void>;
  unload(key: string): Promise<void>;
  /** Time and memory of a run before it begins; a sample when that is over budget. */
  estimate(call: RunCall): Promise<Estimate>;
  /** Whether a person moves something on the page: blocks of work are short as long as that is so. */
  interactive(moving: boolean): Promise<void>;
  /** Posts an EngineStatus to `port` whenever there is a new notice. */
  listen(port: MessagePort): Promise<void>;
  run(call: RunCall, control: MessagePort): Promise<Result>;
  /** True neighbours of one item in the original space, in float64. */
  neighboursOf(query: NeighbourQuery): Promise<NeighbourAnswer>;
  status(): Promise<EngineStatus>;
  /** A copy of the vectors of a space as they are held, row-major; of some rows, in the order given. */
  vectors(space: string, rows: Uint32Array | null): Promise<Float32Array>;
}

export type { Given, Sent, ImportChoice, JoinChoice, OpenOptions, OutFormat, OutTable, Survey };

export interface Opened {
  /** Null when no file held vectors. */
  readonly dataset: Dataset | null;
  /** Vectors of `dataset.spaces`, in the same order; transferred. */
  readonly spaces: readonly Space[];
  /** One entry for each file or part that could not be used. */
  readonly problems: readonly ErrorDetails[];
  /** All files that the data come from, with their sizes and hashes. */
  readonly sources: readonly SourceRead[];
  /** Thumbnails of the items, when images were dropped along. */
  readonly pictures: DrawnPictures | null;
  /** How many images of the drop can be used. */
  readonly images: number;
}

/** A sheet of thumbnails: item i has tile `tiles[i]`, -1 for none, of `perRow` in a row. */
export interface DrawnPictures {
  readonly sheet: Blob;
  /** Width and height of a tile in pixels. */
  readonly tile: number;
  readonly tileHeight: number;
  /** Whether the images may leave parts of their tiles free. */
  readonly letterboxed: boolean;
  readonly perRow: number;
  readonly tiles: Int32Array;
}

export interface IoApi {
  /** What the files hold, by their headers. Fails only when cancelled. */
  survey(files: readonly Sent[], control: MessagePort): Promise<Survey>;
  /** Reads files that were dropped together. Fails only when cancelled. */
  open(files: readonly Sent[], options: OpenOptions, control: MessagePort): Promise<Opened>;
  /**
   * Joins metadata files to `dataset`, which was opened here; with no files, joins those already read in another way.
   * Never reads the vectors again.
   */
  attach(
    dataset: Dataset,
    files: readonly Sent[],
    options: OpenOptions,
    control: MessagePort,
  ): Promise<Opened>;
  /** Copies files into the browser's own storage, folder `id`, with what describes them: kept-files.ts. @throws E_QUOTA */
  keep(files: readonly Sent[], id: string, entry: string, control: MessagePort): Promise<void>;
  /** A table as a file. Its vectors are moved. */
  write(table: OutTable, format: OutFormat, control: MessagePort): Promise<Blob>;
  /** Notes the last view of kept data. */
  noteView(id: string, view: string): Promise<void>;
}

/** Messages on a control port. */
export type ToWorker = 'cancel' | 'pause' | 'resume';
export type FromWorker =
  | ({ readonly kind: 'progress' } & Progress)
  | {
      readonly kind: 'frame';
      readonly coordinates: Float32Array;
      readonly epoch: number;
      readonly epochs: number;
    };
