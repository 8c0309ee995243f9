import type { LayoutGraph } from '../../../math/kernels.ts';
import type { GpuLimits } from '../../device.ts';
import { beyondGpuLimit } from '../../errors.ts';
import { positionLanes, THREADS } from './layout.wgsl.ts';

/** Items whose edges lie together in one pair of buffers. */
export interface EdgeShard {
  readonly firstItem: number;
  readonly endItem: number;
  readonly firstEdge: number;
  readonly endEdge: number;
}

/**
 * Cuts the graph into runs of items whose edges fit one binding and whose number fits one dispatch. Usually one.
 *
 * @throws LocusError E_GPU_LIMIT when the positions of all items, or the edges of one, exceed a binding.
 */
export function shardEdges(graph: LayoutGraph, dims: 2 | 3, limits: GpuLimits): EdgeShard[] {
  const binding = Math.min(limits.maxBindingBytes, limits.maxBufferBytes);
  const widest = Math.max(4 * positionLanes(dims) * graph.n, 4 * (graph.n + 1));
  if (widest > binding) throw beyondGpuLimit(`A layout of ${graph.n} items`);
  const mostEdges = Math.floor(binding / 4);
  const mostItems = limits.maxGroupsPerDimension ** 2 * THREADS;
  const shards: EdgeShard[] = [];
  let firstItem = 0;
  while (firstItem < graph.n) {
    const firstEdge = graph.offsets[firstItem]!;
    let endItem = firstItem;
    while (
      endItem < graph.n &&
      endItem - firstItem < mostItems &&
      graph.offsets[endItem + 1]! - firstEdge <= mostEdges
    ) {
      endItem++;
    }
    if (endItem === firstItem) throw beyondGpuLimit(`The edges of item ${firstItem}`);
    shards.push({ firstItem, endItem, firstEdge, endEdge: graph.offsets[endItem]! });
    firstItem = endItem;
  }
  return shards;
}

/** How far the layout has come: `item` of `epoch` is next. */
export interface Cursor {
  readonly epoch: number;
  readonly item: number;
}

/** A run of items of one shard in one epoch: one dispatch. */
export interface Piece {
  readonly epoch: number;
  readonly shard: number;
  readonly first: number;
  readonly count: number;
}

/**
 * The dispatches of the next submit: about `items` item updates from the cursor on, cut at shards and epochs, at most
 * `mostPieces`. A slow device gets part of an epoch, a fast one several epochs.
 */
export function nextPieces(
  cursor: Cursor,
  epochs: number,
  shards: readonly EdgeShard[],
  items: number,
  mostPieces: number,
): { readonly pieces: Piece[]; readonly cursor: Cursor } {
  const n = shards.at(-1)!.endItem;
  const pieces: Piece[] = [];
  let { epoch, item } = cursor;
  let room = Math.max(1, items);
  while (room > 0 && epoch < epochs && pieces.length < mostPieces) {
    const shard = shards.findIndex((part) => item < part.endItem);
    const count = Math.min(room, shards[shard]!.endItem - item);
    pieces.push({ epoch, shard, first: item, count });
    room -= count;
    item += count;
    if (item === n) {
      item = 0;
      epoch++;
    }
  }
  return { pieces, cursor: { epoch, item } };
}
