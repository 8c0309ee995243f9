import type { GpuLimits } from '../../device.ts';
import { beyondGpuLimit } from '../../errors.ts';
import { TILE } from './scores.wgsl.ts';

/** How a top-k call is cut to fit the device. */
export interface TopkPlan {
  /** Items in one buffer: the matrix is spread over several when it exceeds what one binding shows. */
  readonly shardRows: number;
  /** Most rows of one block. */
  readonly blockRows: number;
  /** Most values of one score block. */
  readonly blockPairs: number;
  /** Most tiles of one score block, one workgroup each. */
  readonly blockTiles: number;
}

/** Rows of a block on a fast device. With blockPairs this makes blocks four times as wide as high: fewer merges. */
const ROWS = 1024;
const PAIRS = 4 * ROWS * ROWS;
const ASPECT = 4;

/**
 * Cuts rows x rows pairs into blocks and the matrix into shards.
 *
 * @param size.rowBytes Bytes of one padded row.
 * @throws LocusError E_GPU_LIMIT when one row, or one list of k, exceeds a binding.
 */
export function planTopk(
  size: { readonly rows: number; readonly rowBytes: number; readonly k: number },
  limits: GpuLimits,
): TopkPlan {
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
      Math.max(1, blockPairs / TILE),
    ),
  );
  if (blockRows < 1) throw beyondGpuLimit(`A list of ${size.k} neighbours`);
  return { shardRows, blockRows, blockPairs, blockTiles: groups };
}

/** Rows of the next blocks, when `pairs` values fit one submit (the pacer's finding). */
export function rowsFor(plan: TopkPlan, pairs: number): number {
  return Math.min(plan.blockRows, wholeTiles(Math.sqrt(Math.min(pairs, plan.blockPairs) / ASPECT)));
}

/** Columns of a block of so many rows, when `pairs` values fit one submit. */
export function colsFor(plan: TopkPlan, rows: number, pairs: number): number {
  const tilesAcross = Math.floor(plan.blockTiles / Math.ceil(rows / TILE));
  return Math.min(wholeTiles(pairs / rows), Math.floor(plan.blockPairs / rows), tilesAcross * TILE);
}

/** Rounded down to whole tiles, at least one. */
function wholeTiles(length: number): number {
  return Math.max(TILE, Math.floor(length / TILE) * TILE);
}

/** Cuts `first .. end` so that no piece is longer than `most` or crosses from one shard to the next. */
export function pieceLength(first: number, end: number, most: number, shardRows: number): number {
  const shardEnd = (Math.floor(first / shardRows) + 1) * shardRows;
  return Math.min(most, end - first, shardEnd - first);
}
