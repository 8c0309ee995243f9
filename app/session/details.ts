import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorDetails } from '../../src/base/errors.ts';
import type { Result } from '../../src/analysis/types.ts';
import type { ColumnRanges } from '../../src/io/column-ranges.ts';
import type { NeighbourAnswer, Storage, Survey } from '../../src/workers/protocol.ts';
import type { SampleCard, SampleEntry } from '../samples/card.ts';

/** An answer that is asked for, there, or refused. */
export type Answer<T> =
  | { readonly status: 'none' }
  | { readonly status: 'waiting' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: ErrorDetails };

export interface FocusNeighbours extends NeighbourAnswer {
  readonly item: number;
}

/** Files that were looked into, and wait for the person to say what to take. */
export interface ImportQuestion {
  readonly survey: Survey;
  /** A person's own data that are open; null for none, and for a sample. */
  readonly open: OpenData | null;
}

/** Open data, to which matrices of as many rows can be added as spaces: their rows and columns are taken of those too. */
export interface OpenData {
  readonly name: string;
  /** Items of the data set. */
  readonly rows: number;
  /** Rows of its files: more than items, where only some were taken. */
  readonly rowsOf: number;
  readonly columns?: ColumnRanges;
}

/** What the panels show beside the workspace: answers about the data, computed and never stored. */
export interface Details {
  readonly samples: readonly SampleEntry[];
  /** The card of the sample that is open; null for a person's own files. */
  readonly card: SampleCard | null;
  /** True when the engine holds the vectors of the data set. */
  readonly vectorsReady: boolean;
  /** How the engine holds the vectors: as they were read, or rounded to half the bytes. */
  readonly storage: Storage;
  readonly neighbours: Answer<FocusNeighbours>;
  readonly dataCheck: Answer<Result>;
  /** Items that match the search text, sorted. */
  readonly hits: Answer<Uint32Array>;
  /** Seconds left of the run of each pane; null while that cannot be told. */
  readonly remaining: Readonly<Record<string, number | null>>;
  /** What the import dialog asks about; null while it is closed. */
  readonly importing: ImportQuestion | null;
  /** The item pointed at in a list, ringed on the map; null for none. */
  readonly pointedAt: number | null;
  /** How many questions are being answered. */
  readonly busy: number;
}

export type DetailsStore = StoreApi<Details>;

export const NONE = { status: 'none' } as const;
export const WAITING = { status: 'waiting' } as const;

export const createDetails = (storage: Storage): DetailsStore =>
  createStore<Details>()(() => ({
    samples: [],
    card: null,
    vectorsReady: false,
    storage,
    neighbours: NONE,
    dataCheck: NONE,
    hits: NONE,
    remaining: {},
    importing: null,
    pointedAt: null,
    busy: 0,
  }));

/** Waits for an answer, and counts as busy meanwhile. */
export async function busily<T>(details: DetailsStore, answer: Promise<T>): Promise<T> {
  const count = (change: number): void => details.setState(({ busy }) => ({ busy: busy + change }));
  count(1);
  try {
    return await answer;
  } finally {
    count(-1);
  }
}
