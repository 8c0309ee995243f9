import type { Control } from '../../../base/control.ts';
import type { PairKind, Rows } from '../../../math/kernels.ts';
import type { BufferScope } from '../../buffers.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { paddedCols, rowBytes, uploadRows, type RowStorage } from '../../upload.ts';
import { planPairs, type PairPlan } from './plan.ts';
import { PAIR_PARAMS, scoresWgsl, type PairParams } from './scores.wgsl.ts';
import { fastestVariant } from './tune.ts';
import { tileOf, type ScoreVariant } from './variants.ts';

/** A rectangle of pairs. Neither side crosses from one shard to the next. */
export interface PairBlock {
  readonly row: number;
  readonly rows: number;
  readonly col: number;
  readonly cols: number;
}

export interface PairRequest {
  readonly kind: PairKind;
  /** Default: f32. */
  readonly storage?: RowStorage;
  /** Length of the list each row keeps; 0, the default, for none. */
  readonly k?: number;
  /** Default: the fastest one of this adapter. */
  readonly variant?: ScoreVariant;
}

/**
 * Rows on the GPU, in as many buffers as the binding limit asks for, and the kernel that writes the values of a block of
 * pairs into one scratch buffer, where a second kernel reduces them.
 */
export class PairScores {
  readonly plan: PairPlan;
  /** Parameters of the block last encoded, for the kernels that read its values. */
  readonly params: GPUBuffer;
  /** Values of the block last encoded, row-major. */
  readonly values: GPUBuffer;
  readonly #gpu: GpuDevice;
  readonly #x: Rows;
  readonly #k: number;
  readonly #shards: readonly GPUBuffer[];
  readonly #pipeline: GPUComputePipeline;

  private constructor(
    gpu: GpuDevice,
    x: Rows,
    k: number,
    plan: PairPlan,
    pipeline: GPUComputePipeline,
    scope: BufferScope,
    storage: RowStorage,
  ) {
    this.#gpu = gpu;
    this.#x = x;
    this.#k = k;
    this.plan = plan;
    this.#pipeline = pipeline;
    this.params = scope.uniform('parameters', PAIR_PARAMS.length * 4);
    this.values = scope.storage('scores', Math.min(plan.blockPairs, plan.blockRows * x.rows) * 4);
    const count = Math.ceil(x.rows / plan.shardRows);
    this.#shards = Array.from({ length: count }, (_, s) => {
      const rows = Math.min(plan.shardRows, x.rows - s * plan.shardRows);
      return scope.storage(`items from ${s * plan.shardRows}`, rows * rowBytes(x.cols, storage));
    });
  }

  /**
   * Brings the rows of `x` (at least one) to the GPU. All buffers belong to `scope`.
   * @throws LocusError E_GPU_LIMIT, E_GPU_MEMORY; DeviceLostError; CancelledError.
   */
  static async open(
    gpu: GpuDevice,
    x: Rows,
    request: PairRequest,
    scope: BufferScope,
    control: Control,
  ): Promise<PairScores> {
    const { kind, storage = 'f32', k = 0 } = request;
    const variant = request.variant ?? (await fastestVariant(gpu));
    const plan = planPairs(
      { rows: x.rows, rowBytes: rowBytes(x.cols, storage), k },
      gpu.limits,
      tileOf(variant),
    );
    const pipeline = await gpu.pipeline(
      `scores ${kind}, ${variant.name}`,
      scoresWgsl(kind, variant, storage),
    );
    const scores = new PairScores(gpu, x, k, plan, pipeline, scope, storage);
    await gpu.settle(scope.ready());
    for (const [s, shard] of scores.#shards.entries()) {
      const first = s * plan.shardRows;
      const rows = Math.min(plan.shardRows, x.rows - first);
      await uploadRows(gpu, shard, x, first, rows, control, storage);
    }
    return scores;
  }

  /** Writes the parameters of `block` and encodes the kernel that fills `values`. One block per submit. */
  encode(pass: GPUComputePassEncoder, { row, rows, col, cols }: PairBlock): void {
    const { plan } = this;
    const tilesAcross = Math.ceil(cols / plan.tile.cols);
    const params: PairParams = {
      rows,
      cols,
      rowOffset: row % plan.shardRows,
      colOffset: col % plan.shardRows,
      firstRow: row,
      firstCol: col,
      depth: paddedCols(this.#x.cols) / 4,
      tilesAcross,
      tiles: tilesAcross * Math.ceil(rows / plan.tile.rows),
      k: this.#k,
    };
    const { device, limits } = this.#gpu;
    device.queue.writeBuffer(
      this.params,
      0,
      Uint32Array.from(PAIR_PARAMS, (name) => params[name]),
    );
    const left = this.#shards[Math.floor(row / plan.shardRows)]!;
    const right = this.#shards[Math.floor(col / plan.shardRows)]!;
    const buffers = [this.params, left, right, this.values];
    dispatch(
      device,
      pass,
      this.#pipeline,
      buffers.map((buffer) => ({ buffer })),
      gridFor(params.tiles, limits.maxGroupsPerDimension),
    );
  }
}
