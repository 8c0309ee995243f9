/** Rows that come in parts, for matrices that do not fit into memory. */
export interface RowSource {
  readonly rows: number;
  readonly cols: number;
  /** All rows in order, some whole rows at a time, row-major; the same each time it is asked for. */
  chunks(): AsyncIterable<Float32Array>;
}
