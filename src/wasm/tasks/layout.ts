import type { LayoutParams } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';
import type { Task } from './task.ts';

export interface LayoutTask {
  readonly options: {
    readonly n: number;
    readonly params: LayoutParams;
    /** The vertices this thread moves, and their edges. */
    readonly from: number;
    readonly to: number;
    /** to - from + 1 entries counting from 0. */
    readonly offsets: Uint32Array;
    readonly targets: Uint32Array;
    readonly rates: Float32Array;
    /** Number of the first of these edges in the whole graph. */
    readonly edgeBase: number;
    /** All n x dims coordinates. */
    readonly start: Float32Array;
  };
  readonly input: {
    readonly epoch: number;
    /** What the other threads moved in the epoch before. */
    readonly others: readonly { readonly from: number; readonly positions: Float32Array }[];
    /** Whether the new positions are wanted back. */
    readonly report: boolean;
  };
  /** Positions of `from .. to`, dims numbers each; empty when not wanted. */
  readonly output: { readonly positions: Float32Array };
}

/** Vertices moved between two yields: a multiple of the kernel's batch. */
const UNIT_VERTICES = 512;
/** Each position takes one vector. */
const LANES = 4;

/** Moves its share of the vertices, one epoch a run. */
export function openLayout(wasm: Instance, options: LayoutTask['options']): Task {
  const { n, params, from, to, edgeBase } = options;
  const { dims, epochs, negatives } = params;

  const place = <T extends Float32Array | Uint32Array>(
    array: T,
    view: (address: number, length: number) => T,
    spare = 0,
  ): number => {
    const address = wasm.allocate(array.byteLength + spare);
    view(address, array.length).set(array);
    return address;
  };
  const uint32 = wasm.uint32.bind(wasm);
  const float32 = wasm.float32.bind(wasm);

  const tableBytes = wasm.kernels.layoutTableBytes();
  const tables = wasm.allocate(2 * tableBytes);
  wasm.kernels.layoutTables(params.a, params.b, params.repulsion, tables, tables + tableBytes);
  const offsets = place(options.offsets, uint32);
  const targets = place(options.targets, uint32);
  const rates = place(options.rates, float32, LANES * 4);
  const batch = wasm.kernels.layoutBatch();
  const ends = wasm.allocate(4 * (batch + 1));
  // One move too many is written where an item would repel itself.
  const moves = wasm.allocate(4 * (mostEdges(options.offsets, batch) * (2 + negatives) + 1));
  const old = wasm.allocate(n * LANES * 4);
  const fresh = wasm.allocate((to - from) * LANES * 4);
  float32(old, n * LANES).fill(0);
  spread(options.start, float32(old, n * LANES), dims);
  float32(fresh, (to - from) * LANES).set(
    float32(old, n * LANES).subarray(from * LANES, to * LANES),
  );

  return {
    *run({ epoch, others, report }: LayoutTask['input']) {
      const before = float32(old, n * LANES);
      before.set(float32(fresh, (to - from) * LANES), from * LANES);
      for (const other of others) {
        spread(other.positions, before.subarray(other.from * LANES), dims);
      }
      const alpha = params.learningRate * (1 - epoch / epochs);
      for (let vertex = from; vertex < to; vertex += UNIT_VERTICES) {
        const end = Math.min(vertex + UNIT_VERTICES, to);
        wasm.kernels.layoutEpoch(
          ...([old, fresh, from, vertex, end, n, offsets, targets, rates, edgeBase] as const),
          ...([tables, ends, moves, epoch, params.seed, negatives, alpha] as const),
        );
        yield;
      }
      const moved = float32(fresh, (to - from) * LANES);
      return { positions: report ? gather(moved, dims) : new Float32Array() };
    },
  };
}

/** The largest number of edges that `batch` vertices have together. */
function mostEdges(offsets: Uint32Array, batch: number): number {
  const count = offsets.length - 1;
  let most = 0;
  for (let v = 0; v < count; v += batch)
    most = Math.max(most, offsets[Math.min(v + batch, count)]! - offsets[v]!);
  return most;
}

/** dims numbers a point -> one vector a point; the unused lanes stay as they are. */
function spread(compact: Float32Array, vectors: Float32Array, dims: number): void {
  const count = compact.length / dims;
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dims; d++) vectors[i * LANES + d] = compact[i * dims + d]!;
  }
}

function gather(vectors: Float32Array, dims: number): Float32Array {
  const compact = new Float32Array((vectors.length / LANES) * dims);
  const count = vectors.length / LANES;
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dims; d++) compact[i * dims + d] = vectors[i * LANES + d]!;
  }
  return compact;
}
