import type { Control } from '../base/control.ts';
import type { ColumnRanges } from './column-ranges.ts';
import type { SheetClaim } from './images/pictures.ts';
import type { KeptRows, RowSelection } from './row-choice.ts';
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

/** What a file holds, known before anything large is read or allocated. */
export interface Plan {
  /** Matrices to choose from, in the order of the file. Null where they show only when all is read, as in tables of text. */
  readonly matrices: readonly MatrixOffer[] | null;
  /** Rough peak bytes of memory of `read` beside the matrices themselves: of what is proposed. */
  readonly memory: number;
}

/** A matrix that a file holds, by its header. */
export interface MatrixOffer {
  /** Unique in the file. */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** As in the file. */
  readonly dtype: string;
  /** Of the numbers in the file. */
  readonly bytes: number;
  /** What it is for a model, where that is known by its name. */
  readonly role?: 'embedding' | 'unembedding' | 'decoder' | 'encoder';
  /** Whether it is taken when the person chooses nothing. */
  readonly proposed: boolean;
  /** Why it cannot be taken, as a half sentence: "complex numbers". */
  readonly refused?: string;
}

/** What is taken of a file. */
export interface Selection {
  /**
   * Names of offers; without it those that are proposed. An empty list asks for the table alone, with a row for each row of the
   * proposed matrices; a reader that cannot read it apart refuses.
   */
  readonly matrices?: readonly string[];
  /** Rows of every matrix, and of the table beside them; without it all. */
  readonly rows?: RowSelection;
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
  /** For docs/FORMATS.md. */
  readonly about: About;
  /** Its files hold neither vectors nor tables: they accompany those of the drop, as images do, and are not read by themselves. */
  readonly accompanies?: true;
  sniff(probe: Probe): Match;
  /**
   * Files of the same drop that belong to this one and are not opened by themselves: the parts that an index names.
   * They are handed to `plan`.
   */
  companions?(
    source: ByteSource,
    others: readonly ByteSource[],
    control: Control,
  ): Promise<readonly ByteSource[]>;
  /** Reads headers only, at most a few megabytes, and checks every length against the bytes that are there. */
  plan(source: ByteSource, control: Control, companions: readonly ByteSource[]): Promise<P>;
  /**
   * Reads what is chosen, in chunks. A reader of whole files may leave `selection.rows` to its caller, who then takes the
   * rows out afterwards: it says which it took in `FileContent.kept`.
   */
  read(source: ByteSource, plan: P, selection: Selection, control: Control): Promise<FileContent>;
}

/** What docs/FORMATS.md says of a format. */
export interface About {
  /** What is read: "versions 1 to 3", "float16, bfloat16 ...". */
  readonly variants: readonly string[];
  /** What is refused, and bounds. */
  readonly limits: readonly string[];
  /** The library that parses it; absent where we do. */
  readonly library?: string;
  /** Other explorers in a browser that open it. */
  readonly peers: readonly string[];
}

/** What a reader found in one file. */
export interface FileContent {
  /** Hex SHA-256 of the whole file; with `hashed: 'parts'` of the bytes that were read, in order. */
  readonly sha256: string;
  readonly hashed?: 'parts';
  readonly matrices: readonly ReadMatrix[];
  /** Columns beside the vectors (as many rows as the matrices), or a file of metadata. */
  readonly table: Table | null;
  /** What the reader decided, in sentences. */
  readonly notes: readonly string[];
  /** Tables of the drop that have a heading exactly if they have several columns: the rule of the TensorFlow Projector. */
  readonly headedIfWide?: readonly string[];
  /** Sprite sheets that the file names, for the items of these matrices. */
  readonly sheets?: readonly SheetClaim[];
  /**
   * Which rows of the file the table has, and the matrices that say nothing else, when `selection.rows` left some out: of a
   * file whose matrices differ in length, those of the first.
   */
  readonly kept?: KeptRows;
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
  /** Which rows of the file these are; null for all of them. Absent where the file's `kept` says it. */
  readonly kept?: KeptRows | null;
  /** How the numbers lie in the file, where `dtype` does not say it: big-endian, column after column. The same bytes are other numbers. */
  readonly layout?: string;
  /** Which columns these are, and how many the file has, when some were left out. */
  readonly keptColumns?: { readonly ranges: ColumnRanges; readonly of: number };
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
  /** The file says that these are categories, even where their names look like numbers. */
  readonly isCategory?: true;
  /** The file's own colours of categories, "#rrggbb" by their names. */
  readonly colours?: ReadonlyMap<string, string>;
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
  /** Whether the first row was taken as heading, where that was a guess. */
  readonly heading?: boolean;
  /** What to do when there are no vectors beside it, where more is known than that. */
  readonly alone?: string;
  /** The file, or another one of the drop, says which rows of the vectors its rows are. */
  readonly inOrder?: true;
}
