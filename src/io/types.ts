import type { Control } from '../base/control.ts';
import type { ByteSource } from './source.ts';

/** What a format may look at to recognise its files. */
export interface Probe {
  readonly name: string;
  readonly byteLength: number;
  /** The first bytes, at most 64 KiB. */
  readonly head: Uint8Array;
  /** The last bytes, at most 64. */
  readonly tail: Uint8Array;
}

/** `certain`: a signature says so. `possible`: it can be read as this, the name decides. */
export type Match = 'certain' | 'possible' | 'no';

/** What will be read, known before anything large is allocated. */
export interface Plan {
  /** Byte ranges [start, end) that `read` needs. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Rough peak bytes of memory of `read`. */
  readonly memory: number;
}

/**
 * A file format: `src/io/<id>/reader.ts` exports one as `format`. Nothing else is edited to add one.
 * `plan` and `read` throw LocusError with file, place and hint for anything wrong with the file.
 */
export interface Format<P extends Plan = Plan> {
  /** Equals the folder name. */
  readonly id: string;
  /** "NumPy array" */
  readonly title: string;
  /** With the dot, lower case. */
  readonly extensions: readonly string[];
  sniff(probe: Probe): Match;
  plan(source: ByteSource, control: Control): Promise<P>;
  read(source: ByteSource, plan: P, control: Control): Promise<FileContent>;
}

/** What a reader found in one file. */
export interface FileContent {
  /** Hex SHA-256 of the whole file. */
  readonly sha256: string;
  readonly matrices: readonly ReadMatrix[];
  /** Columns beside the vectors (as many rows as the matrices), or a file of metadata. */
  readonly table: Table | null;
  /** What the reader decided, in sentences. */
  readonly notes: readonly string[];
}

/** An N x D matrix as it came out of a file. */
export interface ReadMatrix {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Type of the numbers in the file: `float64`, `text` ... */
  readonly dtype: string;
  /** Row-major rows x cols; owns its buffer. */
  readonly data: Float32Array;
  readonly summary: MatrixSummary;
  readonly issues: MatrixIssues;
}

/** Taken from the numbers as the file holds them, before they are rounded to float32. */
export interface MatrixSummary {
  /** The first values of the first row, at most five. */
  readonly first: readonly number[];
  /** Sum of all values in float64. */
  readonly sum: number;
  readonly last: number;
}

export interface MatrixIssues {
  readonly nonFinite: {
    readonly count: number;
    /** Of the first one, from 0; -1 when there is none. */
    readonly firstRow: number;
    readonly firstCol: number;
    /** Where a person finds it, e.g. "line 12, column d3"; rows and columns from 0 when absent. */
    readonly place?: string;
  };
  readonly zeroRows: { readonly count: number; readonly first: number };
}

/** A column as read: texts, null where the cell is empty. Types are inferred later, in columns.ts. */
export interface RawColumn {
  readonly name: string;
  readonly values: readonly (string | null)[];
}

export interface Table {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /**
   * True for a single column without a visible header: its first row may be a heading after all, which shows
   * only when the table is one row longer than the vectors.
   */
  readonly maybeHeader: boolean;
}
