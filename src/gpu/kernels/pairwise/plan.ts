import type { GpuLimits } from '../../device.ts';
import { beyondGpuLimit } from '../../errors.ts';
import type { Tile } from './variants.ts';

/** How pairs of rows are cut to fit the device. */
export interface PairPlan {
  /** Items in one buffer: the matrix is spread over several when it exceeds what one binding shows. */
  readonly shardRows: number;
  /** Most rows of one block. */
  readonly blockRows: number;
  /** Most values of one score block. */
  readonly blockPairs: number;
  /** Most tiles of one score block, one workgroup each. */
  readonly blockTiles: number;
  readonly tile: Tile;
}

/** Rows of a block on a fast device. With blockPairs this makes blocks four times as wide as high: fewer merges. */
const ROWS = 1024;
const PAIRS = 4 * ROWS * ROWS;
const ASPECT = 4;

/**
 * Cuts rows x rows pairs into blocks and the matrix into shards.
 *
 * @param size.rowBytes Bytes of one padded row.
 * @param size.k Length of the list that every row of a block keeps; 0 for none.
 * @throws LocusError E_GPU_LIMIT when one row, or one list of k, exceeds a binding.
 */
export function planPairs(
  size: { readonly rows: number; readonly rowBytes: number; readonly k: number },
  limits: GpuLimits,
  tile: Tile,
): PairPlan {
  const { maxBindingBytes, maxBufferBytes, maxGroupsPerDimension } = limits;
  const binding = Math.min(maxBindingBytes, maxBufferBytes);
  const groups = maxGroupsPerDimension ** 2;

  const shardRows = Math.min(size.rows, Math.floor(binding / size.rowBytes));
  if (shardRows < 1) throw beyondGpuLimit('One row of the matrix');

  const blockPairs = Math.min(PAIRS, Math.floor(binding / 4));
  const blockRows = Math.floor(
    Math.min(
      ROWS,
      shardRows,
      binding / (4 * size.k), // the running lists
      maxBufferBytes / (8 * size.k), // values and indices read back together
      groups, // one workgroup merges one row
      Math.max(1, blockPairs / tile.cols),
    ),
  );
  if (blockRows < 1) throw beyondGpuLimit(`A list of ${size.k} neighbours`);
  return { shardRows, blockRows, blockPairs, blockTiles: groups, tile };
}

/** Rows of the next blocks, when `pairs` values fit one submit (the pacer's finding). */
export function rowsFor(plan: PairPlan, pairs: number): number {
  const rows = Math.sqrt(Math.min(pairs, plan.blockPairs) / ASPECT);
  return Math.min(plan.blockRows, wholeTiles(rows, plan.tile.rows));
}

/** Columns of a block of so many rows, when `pairs` values fit one submit. */
export function colsFor(plan: PairPlan, rows: number, pairs: number): number {
  const { tile } = plan;
  const tilesAcross = Math.floor(plan.blockTiles / Math.ceil(rows / tile.rows));
  return Math.min(
    wholeTiles(pairs / rows, tile.cols),
    Math.floor(plan.blockPairs / rows),
    tilesAcross * tile.cols,
  );
}

/** Rounded down to whole tiles, at least one. */
function wholeTiles(length: number, tile: number): number {
  return Math.max(tile, Math.floor(length / tile) * tile);
}

/** Cuts `first .. end` so that no piece is longer than `most` or crosses from one shard to the next. */
export function pieceLength(first: number, end: number, most: number, shardRows: number): number {
  const shardEnd = (Math.floor(first / shardRows) + 1) * shardRows;
  return Math.min(most, end - first, shardEnd - first);
}
