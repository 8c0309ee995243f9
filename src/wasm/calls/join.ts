import type { IntegerRows, ItemLists, Join, JoinStep, PairKind } from '../../math/kernels.ts';
import { createPace } from '../../math/pace.ts';
import type { JoinBlock } from '../tasks/join.ts';
import { withLanes, type Call, type Lane } from './job.ts';

const LOAD_BYTES = 2 ** 20;
/** Blocks of rows for each thread: enough that none waits for another. */
const BLOCKS_PER_THREAD = 4;

/**
 * Runs `body` with the rows spread over the threads, each of which holds every so-manyth row and nothing twice. In a step
 * the rows go from thread to thread with their lists, and each offers what it holds: scores are whole numbers and lists
 * take the best by score and index, so neither the number of threads nor their order shows in the result.
 */
export function withJoins<T>(
  call: Call,
  x: IntegerRows,
  kind: PairKind,
  body: (join: Join) => Promise<T>,
): Promise<T> {
  const { rows, cols } = x;
  const parts = Math.max(1, Math.min(call.executor.threads, rows));
  return withLanes(call, 'join', parts, async (lanes) => {
    await Promise.all(
      lanes.map(async (lane) => {
        await lane.open({ cols, kind, rows, part: lane.index, parts });
        await load(x, lane, parts);
      }),
    );
    return await body(async (step) => {
      if (step.rows.length === 0) return;
      await Promise.all(lanes.map((lane) => sendMembers(call, step.groups, lane, parts)));
      await sendBlocks(x, step, lanes);
    });
  });
}

/** Hands a thread the rows it is to hold. */
async function load(x: IntegerRows, lane: Lane<'join'>, parts: number): Promise<void> {
  const { rows, cols } = x;
  const held = Math.ceil((rows - lane.index) / parts);
  const step = Math.max(1, Math.floor(LOAD_BYTES / (2 * cols)));
  let buffer = new ArrayBuffer(Math.min(step, held) * cols * 2);
  for (let from = 0; from < held; from += step) {
    const count = Math.min(step, held - from);
    const part = new Int16Array(buffer, 0, count * cols);
    for (let h = 0; h < count; h++) {
      const row = (from + h) * parts + lane.index;
      x.read(row, row + 1, part.subarray(h * cols, (h + 1) * cols));
    }
    ({ buffer } = (await lane.run({ load: part, from }, [part.buffer])).load);
  }
}

/** Hands a thread the members that it holds itself, of every group. */
async function sendMembers(
  { control, stage }: Call,
  { offsets, items }: ItemLists,
  lane: Lane<'join'>,
  parts: number,
): Promise<void> {
  const pace = createPace(control, stage);
  const groups = offsets.length - 1;
  const own = new Uint32Array(groups + 1);
  for (let g = 0; g < groups; g++) {
    let count = own[g]!;
    for (let e = offsets[g]!; e < offsets[g + 1]!; e++)
      if ((items[e]! >>> 1) % parts === lane.index) count++;
    own[g + 1] = count;
    if (g % 1024 === 0 && pace.due()) await pace.rest(0, 0);
  }
  const total = own[groups]!;
  let buffer = new ArrayBuffer(Math.min(LOAD_BYTES, total * 4));
  let part = new Uint32Array(buffer);
  let from = 0;
  let filled = 0;
  const send = async (): Promise<void> => {
    const members = part.subarray(0, filled);
    ({ buffer } = (await lane.run({ members, from, total }, [buffer])).members);
    part = new Uint32Array(buffer);
    from += filled;
    filled = 0;
  };
  for (let e = 0; e < items.length; e++) {
    const entry = items[e]!;
    const item = entry >>> 1;
    if (item % parts !== lane.index) continue;
    part[filled++] = Math.floor(item / parts) * 2 + (entry & 1);
    if (filled === part.length) await send();
  }
  if (filled > 0) await send();
  await lane.run({ offsets: own }, [own.buffer]);
}

/** Sends every block of rows to every thread, one after another; the threads begin at different blocks. */
async function sendBlocks(
  x: IntegerRows,
  step: JoinStep,
  lanes: readonly Lane<'join'>[],
): Promise<void> {
  const { rows, places, k } = step;
  const parts = lanes.length;
  const most = Math.max(1, Math.floor(LOAD_BYTES / (2 * x.cols + 8 * k)));
  const size = Math.min(most, Math.ceil(rows.length / (parts * BLOCKS_PER_THREAD)));
  const blocks = Math.ceil(rows.length / size);
  const turns = Array.from({ length: blocks }, () => Promise.resolve());

  const visit = async (lane: Lane<'join'>): Promise<void> => {
    let buffer = new ArrayBuffer(size * x.cols * 2);
    for (let b = 0; b < blocks; b++) {
      const block = (b + Math.floor((lane.index * blocks) / parts)) % blocks;
      const [from, to] = [block * size, Math.min(rows.length, (block + 1) * size)];
      const improve = async (): Promise<void> => {
        const message = blockOf(x, step, from, to, buffer);
        const sent = [message.ids, message.rows, message.places, message.wayOffsets, message.ways];
        const back = await lane.run(
          message,
          sent.map((array) => array.buffer),
        );
        ({ buffer } = back.rows);
        places.set(back.places, 2 * from * k);
      };
      await (turns[block] = turns[block]!.then(improve));
    }
  };
  await Promise.all(lanes.map(visit));
}

function blockOf(
  x: IntegerRows,
  { rows, places, k, groupsOf }: JoinStep,
  from: number,
  to: number,
  buffer: ArrayBuffer,
): JoinBlock {
  const ids = rows.slice(from, to);
  const data = new Int16Array(buffer, 0, ids.length * x.cols);
  ids.forEach((id, r) => x.read(id, id + 1, data.subarray(r * x.cols, (r + 1) * x.cols)));
  const first = groupsOf.offsets[from]!;
  return {
    ids,
    rows: data,
    places: places.slice(2 * from * k, 2 * to * k),
    k,
    wayOffsets: groupsOf.offsets.slice(from, to + 1).map((offset) => offset - first),
    ways: groupsOf.items.slice(first, groupsOf.offsets[to]),
  };
}
