import { numpyType, storageType, torchType } from './types.ts';
import {
  Bytes,
  Dict,
  Global,
  isRefused,
  List,
  NumpyArray,
  NumpyType,
  Plain,
  Storage,
  Tensor,
  Text,
  type ElementType,
  type Value,
} from './values.ts';

/** Thrown for arguments that the constructor would not take; the machine adds the place. */
export class ArgumentError extends Error {}

type Construct = (args: readonly Value[]) => Value;

/** Everything that a pickle may call. Each makes plain data of ours; none is code of the file. */
const CONSTRUCTORS: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ['collections.OrderedDict', ([pairs]) => dictOf(pairs)],
  // Its first argument makes values that are missing; nothing is missing in a file.
  ['collections.defaultdict', () => new Dict()],
  ['collections.Counter', ([pairs]) => dictOf(pairs)],
  ['builtins.dict', ([pairs]) => dictOf(pairs)],
  ['builtins.list', ([items]) => new List(itemsOf(items))],
  ['builtins.tuple', ([items]) => new List(itemsOf(items), true)],
  ['builtins.set', ([items]) => new List(itemsOf(items))],
  ['builtins.frozenset', ([items]) => new List(itemsOf(items))],
  ['builtins.bytearray', ([text]) => (text === undefined ? emptyBytes() : encode(text))],
  ['builtins.bytes', ([text]) => (text === undefined ? emptyBytes() : encode(text))],
  ['builtins.complex', () => new Plain('a complex number')],
  ['_codecs.encode', ([text]) => encode(text)],
  ['numpy.dtype', ([descr]) => new NumpyType(textOf(descr))],
  ['numpy.core.multiarray._reconstruct', () => new NumpyArray()],
  ['numpy.core.multiarray.scalar', scalar],
  ['numpy.core.numeric._frombuffer', fromBuffer],
  ['torch.Size', ([sizes]) => new List(itemsOf(sizes), true)],
  ['torch.device', () => new Plain('a device')],
  ['torch.serialization._get_layout', () => new Plain('a layout')],
  ['torch._utils._rebuild_tensor', (args) => tensor(args)],
  ['torch._utils._rebuild_tensor_v2', (args) => tensor(args)],
  ['torch._utils._rebuild_tensor_v3', (args) => tensor(args, elementType(args[6]))],
  ['torch._utils._rebuild_qtensor', (args) => tensor(args, unread('quantised numbers', 'qint'))],
  ['torch._utils._rebuild_sparse_tensor', () => new Plain('a sparse tensor')],
  ['torch._utils._rebuild_parameter', ([data]) => data ?? null],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => data ?? null],
]);

/** Types that are only named, never called. */
const NAMES: ReadonlySet<string> = new Set([
  'numpy.ndarray',
  'numpy.matrix',
  'numpy.matrixlib.defmatrix.matrix',
  'numpy.memmap',
  'builtins.int',
  'builtins.float',
  'builtins.str',
  'builtins.bool',
]);

/** `__builtin__` is the name of Python 2, `numpy._core` that of NumPy 2. */
const usual = (module: string): string =>
  module.replace(/^__builtin__$/, 'builtins').replace(/^numpy\._core(?=\.|$)/, 'numpy.core');

/** The constructor or type of this name; null outside the closed list. */
export function lookUp(module: string, name: string): Global | null {
  const full = `${usual(module)}.${name}`;
  const isKnown =
    CONSTRUCTORS.has(full) ||
    NAMES.has(full) ||
    storageType(full) !== undefined ||
    (module === 'torch' && torchType(name) !== undefined);
  return isKnown ? new Global(full) : null;
}

/** @throws ArgumentError */
export function construct({ name }: Global, args: readonly Value[]): Value {
  const call = CONSTRUCTORS.get(name);
  if (!call) throw new ArgumentError(`${name} is called, which only names a type`);
  return call(args);
}

/** Gives an object its state, as `__setstate__` does. Attributes of dicts and tensors hold no numbers. @throws ArgumentError */
export function setState(target: Value, state: Value): void {
  if (target instanceof NumpyType) {
    const fields = itemsOf(state);
    target.order = typeof fields[1] === 'string' ? fields[1] : bytesText(fields[1]);
    target.isCompound = [fields[2], fields[3], fields[4]].some((field) => field !== null);
  } else if (target instanceof NumpyArray) {
    const [, shape, type, fortran, bytes] = itemsOf(state);
    fillArray(target, shape, type, fortran === true || fortran === 1, bytes);
  } else if (!(target instanceof Dict) && !(target instanceof Tensor)) {
    throw new ArgumentError('it sets the state of something that has none');
  }
}

/** The storage that a persistent id of PyTorch names. @throws ArgumentError */
export function storageOf(id: Value): Storage {
  const [tag, type, key, , size, view] = itemsOf(id);
  const known = type instanceof Global ? storageType(type.name) : undefined;
  if (tag !== 'storage' || known === undefined)
    throw new ArgumentError('it names something outside of it that is no storage');
  if (view instanceof List) throw new ArgumentError('it names a part of a storage');
  return new Storage(textOf(key), known, sizeOf(size));
}

function dictOf(pairs: Value | undefined): Dict {
  const dict = new Dict();
  if (pairs instanceof Dict) return pairs;
  for (const pair of itemsOf(pairs)) {
    const [key, value] = itemsOf(pair);
    if (key === undefined || value === undefined) throw new ArgumentError('a pair has no value');
    put(dict, key, value);
  }
  return dict;
}

/** Adds a pair to a dict; one of a key that is there already comes later. */
export function put(dict: Dict, key: Value, value: Value): void {
  dict.keys.push(key);
  dict.values.push(value);
}

function itemsOf(value: Value | undefined): Value[] {
  if (value === undefined) return [];
  if (value instanceof List) return value.items;
  throw new ArgumentError('something else stands where a list belongs');
}

const emptyBytes = (): Bytes => new Bytes(0, 0, new Uint8Array());

function encode(text: Value | undefined): Bytes {
  if (text instanceof Bytes) return text;
  if (text instanceof Text) return new Bytes(text.at, text.length, null, true);
  const plain = textOf(text);
  const codes = Uint8Array.from(plain, (letter) => letter.codePointAt(0)!);
  for (const letter of plain)
    if (letter.codePointAt(0)! > 255) throw new ArgumentError('a text holds more than bytes');
  return new Bytes(0, codes.length, codes);
}

function textOf(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  if (value instanceof Bytes) return bytesText(value);
  throw new ArgumentError('something else stands where a text belongs');
}

function bytesText(value: Value | undefined): string {
  if (!(value instanceof Bytes) || !value.data)
    throw new ArgumentError('something else stands where a text belongs');
  return String.fromCharCode(...value.data);
}

function sizeOf(value: Value | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ArgumentError('a size is no whole number from 0 on');
}

const unread = (refused: string, name: string): ElementType => ({ refused, name });

function elementType(value: Value | undefined): ElementType {
  const type =
    value instanceof Global && value.name.startsWith('torch.')
      ? torchType(value.name.slice(6))
      : undefined;
  if (!type) throw new ArgumentError('a tensor has no type of numbers');
  return type;
}

/** storage, offset, sizes, strides, and what does not concern us. */
function tensor(
  [storage, offset, sizes, strides]: readonly Value[],
  type?: ElementType,
): Tensor | Plain {
  if (!(storage instanceof Storage)) throw new ArgumentError('a tensor has no storage');
  const known = type ?? storage.type;
  if (!known) throw new ArgumentError('a tensor has no type of numbers');
  const shape = itemsOf(sizes).map(sizeOf);
  const steps = itemsOf(strides).map(sizeOf);
  if (shape.length !== steps.length)
    throw new ArgumentError('a tensor has other strides than axes');
  return new Tensor(storage, known, sizeOf(offset), shape, steps);
}

function fillArray(
  array: NumpyArray,
  shape: Value | undefined,
  type: Value | undefined,
  fortranOrder: boolean,
  bytes: Value | undefined,
): void {
  if (!(type instanceof NumpyType)) throw new ArgumentError('an array has no type of numbers');
  array.type = numpyType(type);
  array.shape = itemsOf(shape).map(sizeOf);
  array.fortranOrder = fortranOrder;
  if (isRefused(array.type)) {
    if (bytes instanceof List && array.shape.length === 1) array.objects = bytes;
    return;
  }
  if (typeof bytes === 'string' || bytes instanceof Text) bytes = encode(bytes);
  if (!(bytes instanceof Bytes)) throw new ArgumentError('an array holds no bytes');
  const need = array.shape.reduce((a, b) => a * b, array.type.size);
  const fits = bytes.isText
    ? bytes.length >= need && bytes.length <= 2 * need
    : bytes.length === need;
  if (!fits) throw new ArgumentError('an array has another size than its bytes');
  array.bytes = bytes;
}

function fromBuffer([bytes, type, shape, order]: readonly Value[]): NumpyArray {
  const array = new NumpyArray();
  fillArray(array, shape, type, order === 'F', bytes);
  return array;
}

/** One number; only those of small types are of use as metadata. */
function scalar([type, bytes]: readonly Value[]): Value {
  if (!(type instanceof NumpyType)) throw new ArgumentError('a number has no type');
  const known = numpyType(type);
  if (isRefused(known)) return new Plain(known.refused);
  const array = new NumpyArray();
  fillArray(array, new List([]), type, false, bytes);
  return array;
}
