import type { LayoutGraph, LayoutParams } from '../../math/kernels.ts';
import type { LayoutTask } from '../tasks/layout.ts';
import { withLanes, type Call, type Lane } from './job.ts';

/** Moves per epoch below which a thread costs more in messages than it saves. */
const MOVES_PER_THREAD = 15_000;
/** Least time between two frames. */
const FRAME_MS = 70;

/** Vertices `from .. to` of one thread. */
interface Share {
  readonly from: number;
  readonly to: number;
}

/**
 * Runs the layout of docs/UMAP.md. The vertices are split over the threads, which exchange positions after every epoch:
 * the result is the same bits for any number of threads.
 */
export async function umapLayout(
  call: Call,
  graph: LayoutGraph,
  start: Float32Array,
  params: LayoutParams,
): Promise<Float32Array> {
  const { dims, epochs } = params;
  const positions = start.slice();
  if (graph.n === 0 || epochs === 0) return positions;
  const shares = divide(graph, params, call.executor.threads);
  const frames = createFrames(call, positions, epochs);

  const open = async (lane: Lane<'layout'>): Promise<void> => {
    const { from, to } = shares[lane.index]!;
    await lane.open(shareOf(graph, start, params, from, to));
  };
  const move = async (lane: Lane<'layout'>, epoch: number): Promise<Float32Array> => {
    const others = shares
      .filter((_, index) => epoch > 0 && index !== lane.index)
      .map(({ from, to }) => ({ from, positions: positions.slice(from * dims, to * dims) }));
    const report = shares.length > 1 || epoch + 1 === epochs || frames.due();
    return (await lane.run({ epoch, others, report })).positions;
  };

  await withLanes(call, 'layout', shares.length, async (lanes) => {
    await Promise.all(lanes.map(open));
    for (let epoch = 0; epoch < epochs; epoch++) {
      const moved = await Promise.all(lanes.map((lane) => move(lane, epoch)));
      moved.forEach((part, index) => positions.set(part, shares[index]!.from * dims));
      call.control.progress?.({ stage: call.stage, done: epoch + 1, total: epochs });
      if (moved[0]!.length > 0) frames.show(epoch + 1);
    }
  });
  return positions;
}

/** Splits the vertices so that each thread has about the same number of moves in an epoch. */
function divide(graph: LayoutGraph, { negatives }: LayoutParams, threads: number): Share[] {
  const { n, offsets, rates } = graph;
  const movesPerEdge = 2 + negatives;
  const cost = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    let moves = 1;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) moves += rates[e]! * movesPerEdge;
    cost[i + 1] = cost[i]! + moves;
  }
  const count = Math.max(1, Math.min(threads, Math.floor(cost[n]! / MOVES_PER_THREAD)));
  const bounds = Array.from({ length: count + 1 }, (_, share) =>
    share === count ? n : cost.findIndex((sum) => sum >= (cost[n]! * share) / count),
  );
  return bounds.slice(1).map((to, index) => ({ from: bounds[index]!, to }));
}

function shareOf(
  graph: LayoutGraph,
  start: Float32Array,
  params: LayoutParams,
  from: number,
  to: number,
): LayoutTask['options'] {
  const edgeBase = graph.offsets[from]!;
  const edgeEnd = graph.offsets[to]!;
  return {
    ...{ n: graph.n, params, from, to, edgeBase, start },
    offsets: graph.offsets.slice(from, to + 1).map((offset) => offset - edgeBase),
    targets: graph.targets.slice(edgeBase, edgeEnd),
    rates: graph.rates.slice(edgeBase, edgeEnd),
  };
}

/** Hands out a copy of the positions at most every FRAME_MS. */
function createFrames({ control }: Call, positions: Float32Array, epochs: number) {
  let shown = performance.now();
  const due = (): boolean => control.frame !== undefined && performance.now() - shown >= FRAME_MS;
  return {
    due,
    show(epoch: number): void {
      if (!due()) return;
      control.frame?.(positions.slice(), epoch, epochs);
      shown = performance.now();
    },
  };
}
