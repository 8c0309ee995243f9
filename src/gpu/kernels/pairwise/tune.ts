import type { GpuDevice } from '../../device.ts';
import { dispatch } from '../../dispatch.ts';
import { Submission } from '../../submission.ts';
import { PAIR_PARAMS, scoresWgsl, type PairParams } from './scores.wgsl.ts';
import { tileOf, variantsWithin, type ScoreVariant } from './variants.ts';

/** What this page has found out so far; a device that is opened again has the same adapter. */
const found = new Map<string, Promise<ScoreVariant>>();

/**
 * The fastest variant of the score kernel on this adapter: measured once, on a block that takes a few milliseconds, and
 * kept in memory and in the store the device was given.
 */
export function fastestVariant(gpu: GpuDevice): Promise<ScoreVariant> {
  const { workgroupThreads, workgroupBytes } = gpu.limits;
  const key = `${gpu.name}, ${workgroupThreads} threads, ${workgroupBytes} bytes`;
  let variant = found.get(key);
  if (!variant) {
    variant = recall(gpu, key);
    found.set(key, variant);
    variant.catch(() => found.delete(key)); // A device that is lost meanwhile says nothing about the adapter.
  }
  return gpu.settle(variant);
}

async function recall(gpu: GpuDevice, key: string): Promise<ScoreVariant> {
  const candidates = variantsWithin(gpu.limits);
  const name = await gpu.tuning?.get(key);
  const known = candidates.find((candidate) => candidate.name === name);
  if (known) return known;
  const times = await measureVariants(gpu, candidates);
  const fastest = candidates.reduce((a, b) => (times.get(b)! < times.get(a)! ? b : a));
  await gpu.tuning?.set(key, fastest.name);
  return fastest;
}

/** Columns of the block that is measured, in vec4s: about those of small embeddings. */
const DEPTH = 32;
/** Rows of the block, and how often it is computed in one submit; the first that takes long enough is used. */
const BLOCKS = [
  { rows: 64, times: 1 },
  { rows: 256, times: 1 },
  { rows: 1024, times: 1 },
  { rows: 1024, times: 16 },
] as const;
/** Short enough to go unnoticed, long beside the fixed cost of a submit. */
const LONG_ENOUGH_MS = 4;
const ROUNDS = 3;

/** Median milliseconds of every candidate on the same block. */
export async function measureVariants(
  gpu: GpuDevice,
  candidates: readonly ScoreVariant[],
): Promise<Map<ScoreVariant, number>> {
  const most = BLOCKS.at(-1)!.rows;
  const scope = gpu.memory.scope('tuning');
  try {
    const params = scope.uniform('parameters', PAIR_PARAMS.length * 4);
    const items = scope.storage('items', most * DEPTH * 16);
    const scores = scope.storage('scores', most * most * 4);
    await gpu.settle(scope.ready());
    const bindings = [params, items, items, scores].map((buffer) => ({ buffer }));
    const time = async (candidate: ScoreVariant, block: (typeof BLOCKS)[number]) => {
      const code = scoresWgsl('dot', candidate, 'f32');
      const pipeline = await gpu.pipeline(`scores dot, ${candidate.name}`, code);
      const values = tuningParams(block.rows, candidate);
      gpu.device.queue.writeBuffer(
        params,
        0,
        Uint32Array.from(PAIR_PARAMS, (name) => values[name]),
      );
      const grid = { x: values.tiles, y: 1 }; // At most 1,024.
      const submission = new Submission(gpu);
      submission.add((encoder) => {
        const pass = encoder.beginComputePass();
        for (let t = 0; t < block.times; t++) dispatch(gpu.device, pass, pipeline, bindings, grid);
        pass.end();
      });
      return submission.done();
    };
    const block = await longEnough((candidate) => time(candidates[0]!, candidate));
    const times = new Map<ScoreVariant, number>();
    for (const candidate of candidates) {
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await time(candidate, block));
      times.set(candidate, rounds.sort((a, b) => a - b)[ROUNDS >> 1]!);
    }
    return times;
  } finally {
    scope.dispose();
  }
}

async function longEnough(
  time: (block: (typeof BLOCKS)[number]) => Promise<number>,
): Promise<(typeof BLOCKS)[number]> {
  await time(BLOCKS[0]); // The first run of a kernel takes longer.
  for (const block of BLOCKS) if ((await time(block)) >= LONG_ENOUGH_MS) return block;
  return BLOCKS.at(-1)!;
}

function tuningParams(rows: number, variant: ScoreVariant): PairParams {
  const tile = tileOf(variant);
  const tilesAcross = Math.ceil(rows / tile.cols);
  return {
    rows,
    cols: rows,
    rowOffset: 0,
    colOffset: 0,
    firstRow: 0,
    firstCol: 0,
    depth: DEPTH,
    tilesAcross,
    tiles: tilesAcross * Math.ceil(rows / tile.rows),
    k: 0,
  };
}
