import type { PairKind } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface JoinTask {
  readonly options: {
    readonly cols: number;
    readonly kind: PairKind;
    /** Rows of the whole matrix. This thread holds those whose index is `part` beside a multiple of `parts`. */
    readonly rows: number;
    readonly part: number;
    readonly parts: number;
  };
  readonly input:
    | { readonly load: Int16Array<ArrayBuffer>; readonly from: number }
    | { readonly members: Uint32Array<ArrayBuffer>; readonly from: number; readonly total: number }
    | { readonly offsets: Uint32Array<ArrayBuffer> }
    | JoinBlock;
  /** The arrays that came, to be filled again; `places` improved. */
  readonly output: {
    readonly load: Int16Array<ArrayBuffer>;
    readonly members: Uint32Array<ArrayBuffer>;
    readonly rows: Int16Array<ArrayBuffer>;
    readonly places: Uint32Array<ArrayBuffer>;
  };
}

/** Some rows with their lists and their ways to groups. */
export interface JoinBlock {
  readonly ids: Uint32Array<ArrayBuffer>;
  /** ids x cols, or more. */
  readonly rows: Int16Array<ArrayBuffer>;
  readonly places: Uint32Array<ArrayBuffer>;
  readonly k: number;
  /** Counted from the first way of the block. */
  readonly wayOffsets: Uint32Array<ArrayBuffer>;
  readonly ways: Uint32Array<ArrayBuffer>;
}

const LANES = 8;
const I16 = 2;
const U32 = 4;
/** Products of scattered rows are so much slower than those that UNIT_FLOPS is made for. */
const SLOWNESS = 8;

/** Holds its share of the rows and, for a step at a time, of the members of all groups. */
export function openJoin(wasm: Instance, options: JoinTask['options']): Task {
  const { cols, part, parts } = options;
  const width = Math.ceil(cols / LANES) * LANES;
  const stride = width * I16;
  const held = Math.ceil((options.rows - part) / parts);
  const rowsHeld = wasm.allocate(held * stride);
  const met = wasm.allocate(held * U32);
  wasm.uint32(met, held).fill(0);
  const members = createRoom(wasm);
  const memberOffsets = createRoom(wasm);
  const blockIds = createRoom(wasm);
  const blockRows = createRoom(wasm);
  const places = createRoom(wasm);
  const wayOffsets = createRoom(wasm);
  const ways = createRoom(wasm);
  let membersPerGroup = 0;
  let memberCount = 0;
  let token = 1;

  /** Rows of `cols` as rows of `width`. */
  const place = (rows: Int16Array, count: number, address: number): void => {
    const target = wasm.int16(address, count * width);
    if (width !== cols) target.fill(0);
    for (let r = 0; r < count; r++) target.set(rows.subarray(r * cols, (r + 1) * cols), r * width);
  };
  const copy = (room: Room, array: Uint32Array): number => {
    const address = room.of(array.byteLength);
    wasm.uint32(address, array.length).set(array);
    return address;
  };

  function* improve(block: JoinBlock): Generator<undefined, object> {
    const { k } = block;
    const count = block.ids.length;
    const ids = copy(blockIds, block.ids);
    const rows = blockRows.of(count * stride);
    place(block.rows, count, rows);
    const lists = copy(places, block.places);
    const waysAt = copy(wayOffsets, block.wayOffsets);
    const groups = copy(ways, block.ways);
    const meetings = (block.ways.length / count) * membersPerGroup + k;
    const unit = Math.max(1, Math.floor(UNIT_FLOPS / SLOWNESS / (2 * cols * meetings)));
    for (let r = 0; r < count; r += unit) {
      const some = Math.min(unit, count - r);
      const list = lists + r * k * 8;
      wasm.kernels.heapify(list, k, some);
      wasm.kernels.join(
        ...([ids + r * U32, rows + r * stride, some, stride] as const),
        ...([rowsHeld, met, part, parts, waysAt + r * U32, groups] as const),
        ...([memberOffsets.of(0), members.of(0), list, k] as const),
        ...([options.kind === 'sqeuclidean' ? 1 : 0, token] as const),
      );
      token += some;
      yield;
    }
    block.places.set(wasm.uint32(lists, block.places.length));
    return { rows: block.rows, places: block.places };
  }

  return {
    *run(input: JoinTask['input']) {
      if ('load' in input) {
        place(input.load, input.load.length / cols, rowsHeld + input.from * stride);
        return { load: input.load };
      }
      if ('members' in input) {
        memberCount = input.total;
        const address = members.of(input.total * U32);
        wasm.uint32(address + input.from * U32, input.members.length).set(input.members);
        return { members: input.members };
      }
      if ('offsets' in input) {
        copy(memberOffsets, input.offsets);
        membersPerGroup = memberCount / Math.max(1, input.offsets.length - 1);
        return {};
      }
      return yield* improve(input);
    },
  };
}

interface Room {
  /** The address of room for so many bytes: the same as long as it is large enough. */
  of(bytes: number): number;
}

/** Room whose need is not known when the task opens; it grows in large steps, for what is left behind stays taken. */
function createRoom(wasm: Instance): Room {
  let address = 0;
  let size = -1;
  return {
    of(bytes) {
      if (bytes > size) {
        size = size < 0 ? bytes : Math.ceil(bytes * 1.25);
        address = wasm.allocate(size);
      }
      return address;
    },
  };
}
