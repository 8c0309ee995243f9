import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { ArgumentError, construct, lookUp, put, setState, storageOf } from './constructors.ts';
import { badPickle, refusedCall, shown } from './errors.ts';
import type { PickleInput } from './input.ts';
import { Bytes, Dict, Global, List, Text, type Storage, type Value } from './values.ts';

/** Steps of one pickle, and items that its calls look at: bounds memory and time. A number in a list takes one. */
const MAX_STEPS = 40_000_000;
/** What a list, tuple, mark or call takes beyond its step, and what a dict does: some 100 and 200 bytes of memory. */
const CONTAINER_STEPS = 4;
const DICT_STEPS = 9;
/** What a kept object takes beyond its step: the memo stays below the 2^24 entries of a Map. */
const MEMO_STEPS = 3;
/** Strings up to this length are kept, longer ones stay in the file. */
const INLINE_BYTES = 1024;
/** Whole numbers beyond what float64 holds. */
const MAX_LONG_BYTES = 128;

/** Operations by their bytes (pickletools of Python 3.13), of protocols 2 to 5 and those of 0 and 1 that say what a file wants. */
const OP = {
  mark: 0x28,
  stop: 0x2e,
  pop: 0x30,
  popMark: 0x31,
  dup: 0x32,
  float: 0x47,
  int4: 0x4a,
  int1: 0x4b,
  int2: 0x4d,
  none: 0x4e,
  persid: 0x50,
  binpersid: 0x51,
  reduce: 0x52,
  binstring: 0x54,
  shortBinstring: 0x55,
  unicode: 0x58,
  append: 0x61,
  build: 0x62,
  global: 0x63,
  emptyDict: 0x7d,
  appends: 0x65,
  get1: 0x68,
  inst: 0x69,
  get4: 0x6a,
  emptyList: 0x5d,
  obj: 0x6f,
  put1: 0x71,
  put4: 0x72,
  setitem: 0x73,
  tuple: 0x74,
  emptyTuple: 0x29,
  setitems: 0x75,
  dict: 0x64,
  list: 0x6c,
  proto: 0x80,
  newobj: 0x81,
  ext1: 0x82,
  ext2: 0x83,
  ext4: 0x84,
  tuple1: 0x85,
  tuple2: 0x86,
  tuple3: 0x87,
  true: 0x88,
  false: 0x89,
  long1: 0x8a,
  long4: 0x8b,
  bytes: 0x42,
  shortBytes: 0x43,
  shortUnicode: 0x8c,
  unicode8: 0x8d,
  bytes8: 0x8e,
  emptySet: 0x8f,
  addItems: 0x90,
  frozenset: 0x91,
  newobjEx: 0x92,
  stackGlobal: 0x93,
  memoize: 0x94,
  frame: 0x95,
  bytearray8: 0x96,
  nextBuffer: 0x97,
  readonlyBuffer: 0x98,
} as const;

const KNOWN: ReadonlySet<number> = new Set(Object.values(OP));

/** Whether a byte can begin an operation. */
export const isOperation = (byte: number): boolean => KNOWN.has(byte);

/**
 * Reads one pickle as data: a stack, a memo, and constructors of a closed list that make data of ours. Long strings stay in
 * the file. The input stands behind the pickle afterwards.
 * @param onStorage is told of every storage that is named
 * @param most steps, where containers and kept objects count as several
 * @throws LocusError E_PICKLE for anything outside the list, by name, and for what is no pickle; E_TRUNCATED, E_LIMIT, E_READ; CancelledError
 */
export async function readPickle(
  input: PickleInput,
  control: Control,
  onStorage: (storage: Storage) => void = () => undefined,
  most = MAX_STEPS,
): Promise<Value> {
  const machine = new Machine(input, onStorage, most);
  for (;;) {
    if (input.isLow) await input.fill(control);
    try {
      if (machine.step()) return machine.result();
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      throw badPickle(input.where, machine.stepAt, error.message);
    }
  }
}

class Machine {
  readonly #input: PickleInput;
  readonly #onStorage: (storage: Storage) => void;
  readonly #most: number;
  #stack: Value[] = [];
  /** The stacks below each mark. */
  readonly #marks: Value[][] = [];
  readonly #memo = new Map<number, Value>();
  #steps = 0;
  /** Where the step at hand began. */
  stepAt = 0;

  constructor(input: PickleInput, onStorage: (storage: Storage) => void, most: number) {
    this.#input = input;
    this.#onStorage = onStorage;
    this.#most = most;
  }

  result(): Value {
    return this.#pop();
  }

  /** @returns whether the pickle has ended */
  step(): boolean {
    const input = this.#input;
    this.stepAt = input.at;
    this.#count(1);
    const op = input.u8();
    switch (op) {
      case OP.stop:
        return true;
      case OP.proto:
        if (input.u8() > 5) this.#fail('its protocol is newer than 5');
        break;
      case OP.frame:
        // Frames only say how much to read ahead.
        if (input.u64() > input.left) this.#fail('it announces more than the file holds');
        break;
      case OP.mark:
        this.#count(CONTAINER_STEPS);
        this.#marks.push(this.#stack);
        this.#stack = [];
        break;
      case OP.pop:
        if (this.#stack.length > 0) this.#stack.pop();
        else this.#takeMark();
        break;
      case OP.popMark:
        this.#takeMark();
        break;
      case OP.dup:
        this.#stack.push(this.#top());
        break;
      case OP.none:
        this.#stack.push(null);
        break;
      case OP.true:
        this.#stack.push(true);
        break;
      case OP.false:
        this.#stack.push(false);
        break;
      case OP.float:
        this.#stack.push(input.f64());
        break;
      case OP.int1:
        this.#stack.push(input.u8());
        break;
      case OP.int2:
        this.#stack.push(input.u16());
        break;
      case OP.int4:
        this.#stack.push(input.i32());
        break;
      case OP.long1:
        this.#stack.push(this.#long(input.u8()));
        break;
      case OP.long4:
        this.#stack.push(this.#long(input.i32()));
        break;
      case OP.shortUnicode:
        this.#stack.push(this.#text(input.u8()));
        break;
      case OP.unicode:
        this.#stack.push(this.#text(input.u32()));
        break;
      case OP.unicode8:
        this.#stack.push(this.#text(input.u64()));
        break;
      case OP.shortBytes:
      case OP.shortBinstring:
        this.#stack.push(this.#bytes(input.u8()));
        break;
      case OP.bytes:
        this.#stack.push(this.#bytes(input.u32()));
        break;
      case OP.binstring:
        this.#stack.push(this.#bytes(input.i32()));
        break;
      case OP.bytes8:
      case OP.bytearray8:
        this.#stack.push(this.#bytes(input.u64()));
        break;
      case OP.emptyList:
      case OP.emptySet:
        this.#add(new List([]));
        break;
      case OP.emptyTuple:
        this.#add(new List([], true));
        break;
      case OP.emptyDict:
        this.#add(new Dict());
        break;
      case OP.tuple1:
      case OP.tuple2:
      case OP.tuple3:
        this.#tuple(op - OP.tuple1 + 1);
        break;
      case OP.tuple: {
        const items = this.#takeMark();
        this.#add(new List(items, true));
        break;
      }
      case OP.list:
      case OP.frozenset: {
        const items = this.#takeMark();
        this.#add(new List(items));
        break;
      }
      case OP.dict: {
        const items = this.#takeMark();
        const dict = new Dict();
        this.#putAll(dict, items);
        this.#add(dict);
        break;
      }
      case OP.append: {
        const item = this.#pop();
        this.#list().items.push(item);
        break;
      }
      case OP.appends:
      case OP.addItems: {
        const items = this.#takeMark();
        const target = this.#list().items;
        for (const item of items) target.push(item);
        break;
      }
      case OP.setitem: {
        const value = this.#pop();
        const key = this.#pop();
        put(this.#dict(), key, value);
        break;
      }
      case OP.setitems: {
        const items = this.#takeMark();
        this.#putAll(this.#dict(), items);
        break;
      }
      case OP.put1:
        this.#keep(input.u8());
        break;
      case OP.put4:
        this.#keep(input.u32());
        break;
      case OP.memoize:
        this.#keep(this.#memo.size);
        break;
      case OP.get1:
        this.#recall(input.u8());
        break;
      case OP.get4:
        this.#recall(input.u32());
        break;
      case OP.global:
        this.#stack.push(this.#globalOf(this.#line(), this.#line()));
        break;
      case OP.stackGlobal: {
        const name = this.#pop();
        const module = this.#pop();
        if (typeof module !== 'string' || typeof name !== 'string')
          this.#fail('it names something by what is no text');
        this.#stack.push(this.#globalOf(module, name));
        break;
      }
      case OP.inst: {
        const target = this.#globalOf(this.#line(), this.#line());
        this.#call(target, this.#takeMark());
        break;
      }
      case OP.obj: {
        const [target, ...args] = this.#takeMark();
        this.#call(target ?? null, args);
        break;
      }
      case OP.reduce:
      case OP.newobj: {
        const args = this.#pop();
        if (!(args instanceof List)) this.#fail('a call has no arguments');
        this.#call(this.#pop(), args.items);
        break;
      }
      case OP.newobjEx: {
        const named = this.#pop();
        const args = this.#pop();
        if (!(args instanceof List)) this.#fail('a call has no arguments');
        if (!(named instanceof Dict) || named.keys.length > 0)
          this.#fail('a call names its arguments');
        this.#call(this.#pop(), args.items);
        break;
      }
      case OP.build: {
        const state = this.#pop();
        this.#weigh(state);
        setState(this.#top(), state);
        break;
      }
      case OP.binpersid: {
        const storage = storageOf(this.#pop());
        this.#onStorage(storage);
        this.#stack.push(storage);
        break;
      }
      case OP.persid:
      case OP.ext1:
      case OP.ext2:
      case OP.ext4:
      case OP.nextBuffer:
      case OP.readonlyBuffer:
        this.#fail('it needs objects that lie outside of the file');
        break;
      default:
        this.#fail(
          `the byte 0x${op.toString(16).padStart(2, '0')} begins no step of protocols 2 to 5`,
        );
    }
    return false;
  }

  #add(value: Value): void {
    this.#count(value instanceof Dict ? DICT_STEPS : CONTAINER_STEPS);
    this.#stack.push(value);
  }

  #keep(index: number): void {
    this.#count(MEMO_STEPS);
    this.#memo.set(index, this.#top());
  }

  #fail(cause: string): never {
    throw badPickle(this.#input.where, this.stepAt, cause);
  }

  #count(steps: number): void {
    this.#steps += steps;
    if (this.#steps <= this.#most) return;
    const { file } = this.#input.where;
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${file} takes more than ${count(this.#most)} steps to put together: too many single Python objects.`,
      file,
      place: `byte ${this.stepAt - this.#input.where.from}`,
      hint: 'Numbers in arrays are read without that limit. In Python: numpy.save("x.npy", numpy.asarray(x)), and open x.npy.',
    });
  }

  /** A call may pass over what it is given, again and again: that counts too. */
  #weigh(value: Value): void {
    if (value instanceof List) {
      this.#count(value.items.length);
      for (const item of value.items) {
        if (item instanceof List) this.#count(item.items.length);
      }
    } else if (typeof value === 'string') this.#count(value.length);
    else if (value instanceof Bytes) this.#count(value.data?.length ?? 0);
  }

  #top(): Value {
    const top = this.#stack.at(-1);
    if (top === undefined) this.#fail('it takes something from an empty stack');
    return top;
  }

  #pop(): Value {
    const top = this.#top();
    this.#stack.pop();
    return top;
  }

  #takeMark(): Value[] {
    const below = this.#marks.pop();
    if (!below) this.#fail('it goes back to a mark that was never set');
    const items = this.#stack;
    this.#stack = below;
    return items;
  }

  #tuple(n: number): void {
    const items: Value[] = [];
    for (let i = 0; i < n; i++) items.push(this.#pop());
    this.#add(new List(items.reverse(), true));
  }

  #list(): List {
    const target = this.#top();
    if (!(target instanceof List)) this.#fail('it adds an item to what is no list');
    return target;
  }

  #dict(): Dict {
    const target = this.#top();
    if (!(target instanceof Dict)) this.#fail('it adds a key to what is no dict');
    return target;
  }

  #putAll(dict: Dict, items: readonly Value[]): void {
    if (items.length % 2 > 0) this.#fail('a key of a dict has no value');
    for (let i = 0; i < items.length; i += 2) put(dict, items[i]!, items[i + 1]!);
  }

  #recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) this.#fail(`it recalls object ${index}, which it never kept`);
    this.#stack.push(value);
  }

  #long(n: number): number | bigint {
    if (n < 0 || n > MAX_LONG_BYTES) this.#fail(`a whole number takes ${n} bytes`);
    let value = 0n;
    const bytes = this.#input.bytes(n);
    for (let i = n - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    value = BigInt.asIntN(8 * n, value);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  #text(n: number): string | Text {
    if (n > INLINE_BYTES) return new Text(this.#input.skip(n), n);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#input.bytes(n));
  }

  #bytes(n: number): Bytes {
    if (n < 0) this.#fail(`a string takes ${n} bytes`);
    if (n > INLINE_BYTES) return new Bytes(this.#input.skip(n), n, null);
    const { at } = this.#input;
    return new Bytes(at, n, this.#input.bytes(n));
  }

  #line(): string {
    const line = this.#input.line();
    if (line === null) this.#fail('a name does not end');
    return line;
  }

  #globalOf(module: string, name: string): Global {
    const found = lookUp(module, name);
    if (!found) throw refusedCall(this.#input.where, this.stepAt, shown(`${module}.${name}`));
    return found;
  }

  #call(target: Value, args: readonly Value[]): void {
    if (!(target instanceof Global)) this.#fail('it calls what is no constructor');
    for (const arg of args) this.#weigh(arg);
    this.#add(construct(target, args));
  }
}
