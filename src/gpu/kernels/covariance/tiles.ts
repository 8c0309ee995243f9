/** Columns along one side of a tile of the covariance matrix. */
export const TILE = 64;
/** float32 values of one tile. */
export const TILE_VALUES = TILE * TILE;
/** Rows that one work item sums in float32 before float64 takes over. */
export const SLAB_ROWS = 1024;

export interface TilePair {
  readonly a: number;
  readonly b: number;
}

/** The tiles on and above the diagonal; the rest follows by symmetry. */
export function upperTiles(cols: number): TilePair[] {
  const across = Math.ceil(cols / TILE);
  const pairs: TilePair[] = [];
  for (let a = 0; a < across; a++) for (let b = a; b < across; b++) pairs.push({ a, b });
  return pairs;
}

/** Adds one float32 tile, as the kernel wrote it, to the upper half of a float64 matrix of cols x cols. */
export function addTile(
  sum: Float64Array,
  cols: number,
  { a, b }: TilePair,
  tile: Float32Array,
): void {
  const rows = Math.min(TILE, cols - a * TILE);
  const width = Math.min(TILE, cols - b * TILE);
  for (let r = 0; r < rows; r++) {
    const to = (a * TILE + r) * cols + b * TILE;
    for (let c = 0; c < width; c++) sum[to + c]! += tile[r * TILE + c]!;
  }
}

/**
 * Finishes the covariance in place from sums of products about a provisional mean (METHODS R1):
 * `sum / rows - offset offset'`, where `offset` = true mean - provisional mean. Mirrors the upper half.
 */
export function finishCovariance(sum: Float64Array, offset: Float64Array, rows: number): void {
  const cols = offset.length;
  for (let a = 0; a < cols; a++) {
    for (let b = a; b < cols; b++) {
      const value = sum[a * cols + b]! / rows - offset[a]! * offset[b]!;
      sum[a * cols + b] = value;
      sum[b * cols + a] = value;
    }
  }
}
