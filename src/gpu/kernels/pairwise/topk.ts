import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import { LocusError } from '../../../base/errors.ts';
import type { CandidateBlock, Candidates, PairKind, Rows } from '../../../math/kernels.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { fitsHalf, type RowStorage } from '../../upload.ts';
import { mergeSerialWgsl, SERIAL_MOST_K, SERIAL_ROWS } from './merge-serial.wgsl.ts';
import { mergeWgsl } from './merge.wgsl.ts';
import { PairScores, type PairBlock } from './pair-scores.ts';
import { colsFor, pieceLength, rowsFor } from './plan.ts';
import type { ScoreVariant } from './variants.ts';

export interface TopkOptions {
  readonly kind: PairKind;
  /** 1 .. rows - 1. */
  readonly k: number;
  /** How the rows lie on the GPU; `f16` where their values allow it. Default: f32. */
  readonly storage?: RowStorage;
  /** Default: the fastest one of this adapter. */
  readonly variant?: ScoreVariant;
  /** One thread per row in the merge instead of a workgroup; for k up to 128. Default: on software adapters. */
  readonly serial?: boolean;
}

/** The lists of `topkBlocks`, all at once: rows x k indices and float32 values. */
export async function topk(
  gpu: GpuDevice,
  x: Rows,
  options: TopkOptions,
  control: Control,
): Promise<Candidates> {
  const { k } = options;
  checkK(k, x.rows);
  const indices = new Uint32Array(x.rows * k);
  const values = new Float32Array(x.rows * k);
  const take = async (block: CandidateBlock): Promise<void> => {
    indices.set(block.indices, block.first * k);
    values.set(block.values, block.first * k);
  };
  await topkBlocks(gpu, x, options, take, control);
  return { indices, values };
}

/**
 * For each row of `x` the `k` nearest other rows, on the GPU. Score blocks go through a scratch buffer of at most
 * 16 MiB into one running list per row, so rows x rows values are never held.
 *
 * @param take Given the lists of neighbouring rows, best first, equal float32 values by the smaller index.
 * @throws LocusError E_RANGE, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function topkBlocks(
  gpu: GpuDevice,
  x: Rows,
  { kind, k, storage = 'f32', variant, serial = gpu.isFallbackAdapter }: TopkOptions,
  take: (block: CandidateBlock) => Promise<void>,
  control: Control,
): Promise<void> {
  checkK(k, x.rows);
  throwIfCancelled(control);
  const halves = storage === 'f16' && (await fitsHalf(x, control));
  const request = {
    kind,
    k,
    storage: halves ? 'f16' : 'f32',
    ...(variant && { variant }),
  } as const;
  const byThread = serial && k <= SERIAL_MOST_K;
  const merge = await gpu.pipeline(
    `merge ${kind}`,
    byThread ? mergeSerialWgsl(kind) : mergeWgsl(kind),
  );
  const rowsPerGroup = byThread ? SERIAL_ROWS : 1;
  const scope = gpu.memory.scope('neighbours');
  try {
    const scores = await PairScores.open(gpu, x, request, scope, control);
    const bytes = scores.plan.blockRows * k * 4;
    const listValue = scope.storage('list values', bytes);
    const listIndex = scope.storage('list indices', bytes);
    const staging = scope.staging('lists', 2 * bytes);
    await gpu.settle(scope.ready());
    await run({
      gpu,
      x,
      k,
      scores,
      merge,
      rowsPerGroup,
      listValue,
      listIndex,
      staging,
      take,
      control,
    });
  } finally {
    scope.dispose();
  }
}

function checkK(k: number, rows: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= rows - 1) return;
  throw new LocusError({
    code: 'E_RANGE',
    message: `The number of neighbours must be between 1 and rows - 1; got ${k} for ${rows} rows.`,
    hint: 'Choose a smaller number of neighbours, or load more items.',
  });
}

interface Job {
  readonly gpu: GpuDevice;
  readonly x: Rows;
  readonly k: number;
  readonly scores: PairScores;
  readonly merge: GPUComputePipeline;
  /** Of the merge. */
  readonly rowsPerGroup: number;
  /** The running lists of a row block. */
  readonly listValue: GPUBuffer;
  readonly listIndex: GPUBuffer;
  readonly staging: GPUBuffer;
  readonly take: (block: CandidateBlock) => Promise<void>;
  readonly control: Control;
}

async function run(job: Job): Promise<void> {
  const { x, scores, take, control } = job;
  const { plan } = scores;
  const pacer = new Pacer(SMALLEST_WORK / (x.cols + MERGE_WORK));
  for (let row = 0; row < x.rows;) {
    const rows = pieceLength(row, x.rows, rowsFor(plan, pacer.size), plan.shardRows);
    await rowBlock(job, row, rows, pacer);
    await take({ first: row, ...(await collect(job, rows)) });
    row += rows;
    control.progress?.({ stage: 'Neighbours', done: row, total: x.rows });
    await checkpoint(control);
  }
}

/** Products of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_WORK = 2 ** 24;
/** What the merge of one score costs, in products. */
const MERGE_WORK = 64;

/** Brings the lists of `rows` rows through all columns. */
async function rowBlock(job: Job, row: number, rows: number, pacer: Pacer): Promise<void> {
  const { gpu, x, scores, control } = job;
  const submission = new Submission(gpu);
  let pairs = 0;
  for (let col = 0; col < x.rows;) {
    const most = colsFor(scores.plan, rows, pacer.size);
    const cols = pieceLength(col, x.rows, most, scores.plan.shardRows);
    submitBlock(job, submission, { row, rows, col, cols });
    col += cols;
    pairs += rows * cols;
    if (pairs >= pacer.size || col === x.rows) {
      pacer.record(pairs, await submission.done(control.signal), blockBudget(control));
      pairs = 0;
      await checkpoint(control);
    }
  }
}

function submitBlock(
  { gpu, scores, merge, rowsPerGroup, listValue, listIndex }: Job,
  submission: Submission,
  block: PairBlock,
): void {
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    scores.encode(pass, block);
    dispatch(
      gpu.device,
      pass,
      merge,
      [scores.params, scores.values, listValue, listIndex].map((buffer) => ({ buffer })),
      gridFor(Math.ceil(block.rows / rowsPerGroup), gpu.limits.maxGroupsPerDimension),
    );
    pass.end();
  });
}

/** The finished lists of a row block. */
async function collect(
  { gpu, k, listValue, listIndex, staging }: Job,
  rows: number,
): Promise<Candidates> {
  const bytes = rows * k * 4;
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    encoder.copyBufferToBuffer(listValue, 0, staging, 0, bytes);
    encoder.copyBufferToBuffer(listIndex, 0, staging, bytes, bytes);
  });
  const lists = readBack(gpu, staging, 2 * bytes, (data) => ({
    values: new Float32Array(data.slice(0, bytes)),
    indices: new Uint32Array(data.slice(bytes)),
  }));
  await Promise.all([submission.done(), lists]);
  return lists;
}
