/**
 * What Locus holds of a person's data. Immutable. The main thread keeps items and columns; the vectors of a
 * space live in the engine worker only and are named by their key.
 */

export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  /** Distinct values in order of falling count, then first appearance. */
  readonly levels: readonly string[];
  /** One code per item: index into `levels`, or -1 for a missing value. */
  readonly codes: Int32Array;
  /** The file's own colours, "#rrggbb" for each level; null for one that it gives none. */
  readonly colours?: readonly (string | null)[];
}

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  /** One value per item; NaN for a missing value. */
  readonly values: Float64Array;
}

export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  /** One text per item; null for a missing value. */
  readonly values: readonly (string | null)[];
}

/** Thumbnails: item i is tile number `tiles[i]` of a sprite sheet (row-major); -1 for none. */
export interface ImageColumn {
  readonly kind: 'image';
  readonly name: string;
  /** Of the sheet: an address on the server of the page, or of a blob for a person's own images. */
  readonly url: string;
  /** Width of a tile in pixels; its height as well, without `tileHeight`. */
  readonly tile: number;
  readonly tileHeight?: number;
  /** Tiles are filled by images of other proportions: beside these the page is to be seen, not paper. */
  readonly letterboxed?: true;
  readonly perRow: number;
  readonly tiles: Int32Array;
}

export type Column = CategoryColumn | NumberColumn | TextColumn | ImageColumn;

/** One N x D matrix over the items, as read from a file. */
export interface SpaceInfo {
  /**
   * Names the space everywhere after loading: SHA-256 over the hash of the file, the name of the matrix in it, the
   * shape and the rows chosen. Same file opened the same way, same key.
   */
  readonly key: string;
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Type of the numbers in the file, e.g. `float64`, `float16`, `text`. Held as float32 here. */
  readonly dtype: string;
  readonly source: SourceFile;
  /** Rows that the matrix has in the file, when some of them were left out. */
  readonly rowsOf?: number;
  /** Whether the rows were put into the order of another file, by their ids; absent when they stand as in the file. */
  readonly reordered?: true;
  /** Rows that are all zero, when there are any, the first by its row in the file; values that are not finite are never loaded. */
  readonly zeroRows?: { readonly count: number; readonly first: number };
}

export interface SourceFile {
  readonly name: string;
  readonly bytes: number;
  /** Hex SHA-256 of the whole file. */
  readonly sha256: string;
}

/** How the metadata rows were matched with the items. */
export interface Join {
  /** The metadata file, when it is known. */
  readonly file?: string;
  readonly by: 'id' | 'row';
  /** The metadata column that holds the ids (for `id`). */
  readonly column?: string;
  readonly matched: number;
  readonly unmatchedItems: number;
  readonly unmatchedRows: number;
  /** What the match rests on where nothing in the files confirms it, in a sentence that is also among the notes. */
  readonly caution?: string;
  /** The metadata column that gave the items their ids. */
  readonly ids?: string;
  /** Columns of the metadata file whose values may name the items. */
  readonly candidates?: readonly string[];
}

export interface Dataset {
  /** Names the data for links and for undo: the sample id, or the key of the first space. */
  readonly id: string;
  readonly name: string;
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
  readonly spaces: readonly SpaceInfo[];
  /** Row in the file of the first space for each item, counting from 0, when rows were left out; else item i is row i. */
  readonly rowsOfFile?: Uint32Array;
  /** Of the metadata file that was joined last. */
  readonly join?: Join;
  /** Of every metadata file, in the order of joining. */
  readonly joins?: readonly Join[];
  /** What a reader decided or noticed, in words; always shown. */
  readonly notes: readonly string[];
}

/** A space together with its vectors, on its way from the io worker to the engine. Row-major N x D. */
export interface Space extends SpaceInfo {
  readonly data: Float32Array;
}
