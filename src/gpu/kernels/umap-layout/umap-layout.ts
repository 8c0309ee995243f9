import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import type { LayoutGraph, LayoutParams } from '../../../math/kernels.ts';
import type { BufferScope } from '../../buffers.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { layoutWgsl, positionLanes, STEP_BYTES, THREADS, writeStep } from './layout.wgsl.ts';
import { nextPieces, shardEdges, type Cursor, type EdgeShard, type Piece } from './plan.ts';

/** Dispatches in one submit, and the distance of their parameters (the largest alignment WebGPU may ask for). */
const MOST_PIECES = 256;
const STEP_STRIDE = 256;
/** Item updates of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_UPDATES = 4096;
/** Between two live frames. */
const FRAME_MS = 100;

/**
 * Runs the UMAP layout of docs/UMAP.md on the GPU: one item per thread, positions of one epoch read while those of
 * the next are written. Several epochs go into one submit as far as they fit. `control.frame` is called about ten
 * times a second, at the end of an epoch, `control.gate` is awaited between submits.
 *
 * @param start n x dims coordinates; not changed.
 * @returns n x dims coordinates. Same graph, start, parameters and device: the same result, bit for bit.
 * @throws LocusError E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function umapLayout(
  gpu: GpuDevice,
  graph: LayoutGraph,
  start: Float32Array,
  params: LayoutParams,
  control: Control,
): Promise<Float32Array> {
  throwIfCancelled(control);
  if (graph.n === 0 || params.epochs < 1) return start.slice();
  const shards = shardEdges(graph, params.dims, gpu.limits);
  const pipeline = await gpu.pipeline(`layout ${params.dims}-D`, layoutWgsl(params.dims));
  const scope = gpu.memory.scope('layout');
  try {
    const buffers = allocate(scope, graph, params.dims, shards);
    await gpu.settle(scope.ready());
    fill(gpu, buffers, graph, start, params.dims, shards);
    return await run({ gpu, graph, params, shards, pipeline, buffers, control });
  } finally {
    scope.dispose();
  }
}

interface Buffers {
  readonly steps: GPUBuffer;
  readonly offsets: GPUBuffer;
  readonly edges: readonly { readonly targets: GPUBuffer; readonly rates: GPUBuffer }[];
  /** Positions at the start of even and of odd epochs. */
  readonly positions: readonly [GPUBuffer, GPUBuffer];
  readonly staging: GPUBuffer;
}

function allocate(
  scope: BufferScope,
  graph: LayoutGraph,
  dims: 2 | 3,
  shards: readonly EdgeShard[],
): Buffers {
  const positionBytes = graph.n * positionLanes(dims) * 4;
  return {
    steps: scope.uniform('steps', MOST_PIECES * STEP_STRIDE),
    offsets: scope.storage('offsets', (graph.n + 1) * 4),
    edges: shards.map(({ firstEdge, endEdge }) => ({
      targets: scope.storage('targets', (endEdge - firstEdge) * 4),
      rates: scope.storage('rates', (endEdge - firstEdge) * 4),
    })),
    positions: [scope.storage('even', positionBytes), scope.storage('odd', positionBytes)],
    staging: scope.staging('positions', positionBytes),
  };
}

function fill(
  gpu: GpuDevice,
  buffers: Buffers,
  graph: LayoutGraph,
  start: Float32Array,
  dims: 2 | 3,
  shards: readonly EdgeShard[],
): void {
  const { queue } = gpu.device;
  const write = (buffer: GPUBuffer, data: Uint32Array | Float32Array): void =>
    queue.writeBuffer(buffer, 0, data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  write(buffers.offsets, graph.offsets.subarray(0, graph.n + 1));
  for (const [s, { firstEdge, endEdge }] of shards.entries()) {
    write(buffers.edges[s]!.targets, graph.targets.subarray(firstEdge, endEdge));
    write(buffers.edges[s]!.rates, graph.rates.subarray(firstEdge, endEdge));
  }
  write(buffers.positions[0], changeLanes(start, graph.n, dims, positionLanes(dims)));
}

/** Copies n positions of `from` coordinates each to `to` coordinates each: cut off, or padded with zeros. */
function changeLanes(source: Float32Array, n: number, from: number, to: number): Float32Array {
  const result = new Float32Array(n * to);
  const lanes = Math.min(from, to);
  for (let i = 0; i < n; i++)
    for (let d = 0; d < lanes; d++) result[i * to + d] = source[i * from + d]!;
  return result;
}

interface Job {
  readonly gpu: GpuDevice;
  readonly graph: LayoutGraph;
  readonly params: LayoutParams;
  readonly shards: readonly EdgeShard[];
  readonly pipeline: GPUComputePipeline;
  readonly buffers: Buffers;
  readonly control: Control;
}

async function run(job: Job): Promise<Float32Array> {
  const { params, shards, control } = job;
  const pacer = new Pacer(SMALLEST_UPDATES);
  let cursor: Cursor = { epoch: 0, item: 0 };
  let frame = { epoch: 0, time: performance.now() };
  while (cursor.epoch < params.epochs) {
    const next = nextPieces(cursor, params.epochs, shards, pacer.size, MOST_PIECES);
    const updates = next.pieces.reduce((sum, piece) => sum + piece.count, 0);
    pacer.record(updates, await submit(job, next.pieces), blockBudget(control));
    cursor = next.cursor;
    const { epoch } = cursor;
    control.progress?.({ stage: 'Layout', done: epoch, total: params.epochs });
    await checkpoint(control);
    const due = epoch > frame.epoch && performance.now() - frame.time >= FRAME_MS;
    if (control.frame && due && epoch < params.epochs) {
      // Whole epochs only: an epoch that has begun writes to the other buffer.
      control.frame(await read(job, epoch), epoch, params.epochs);
      frame = { epoch, time: performance.now() };
    }
  }
  return read(job, params.epochs);
}

/** Runs the dispatches of one submit. @returns Milliseconds. */
function submit(job: Job, pieces: readonly Piece[]): Promise<number> {
  const { gpu, graph, params, shards, pipeline, buffers } = job;
  const steps = new DataView(new ArrayBuffer(pieces.length * STEP_STRIDE));
  for (const [p, { epoch, shard, first, count }] of pieces.entries()) {
    const alpha = params.learningRate * (1 - epoch / params.epochs);
    const edgeBase = shards[shard]!.firstEdge;
    writeStep(steps, p * STEP_STRIDE, {
      ...params,
      n: graph.n,
      first,
      count,
      edgeBase,
      epoch,
      alpha,
    });
  }
  gpu.device.queue.writeBuffer(buffers.steps, 0, steps.buffer as ArrayBuffer);
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    for (const [p, { epoch, shard, count }] of pieces.entries()) {
      dispatch(
        gpu.device,
        pass,
        pipeline,
        [
          { buffer: buffers.steps, offset: p * STEP_STRIDE, size: STEP_BYTES },
          { buffer: buffers.offsets },
          { buffer: buffers.edges[shard]!.targets },
          { buffer: buffers.edges[shard]!.rates },
          { buffer: buffers.positions[epoch % 2]! },
          { buffer: buffers.positions[(epoch + 1) % 2]! },
        ],
        gridFor(Math.ceil(count / THREADS), gpu.limits.maxGroupsPerDimension),
      );
    }
    pass.end();
  });
  return submission.done(job.control.signal);
}

/** The coordinates after `epoch` epochs. */
async function read({ gpu, graph, params, buffers }: Job, epoch: number): Promise<Float32Array> {
  const lanes = positionLanes(params.dims);
  const bytes = graph.n * lanes * 4;
  const submission = new Submission(gpu);
  submission.add((encoder) =>
    encoder.copyBufferToBuffer(buffers.positions[epoch % 2]!, 0, buffers.staging, 0, bytes),
  );
  const coordinates = readBack(gpu, buffers.staging, bytes, (data) =>
    changeLanes(new Float32Array(data), graph.n, lanes, params.dims),
  );
  await Promise.all([submission.done(), coordinates]);
  return coordinates;
}
