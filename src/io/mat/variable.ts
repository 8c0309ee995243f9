import type { NumberType } from '../number-type.ts';
import { count } from '../names.ts';
import { viewOf } from '../view.ts';

/** A variable of a MAT-file by its header. Offsets count from the beginning of the data of its miMATRIX element. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  /** MATLAB's class: "double", "cell" ... */
  readonly kind: string;
  /** How the numbers lie, which may be narrower than the class: MATLAB saves whole doubles as uint8. */
  readonly type: NumberType | null;
  readonly dataStart: number;
  readonly dataBytes: number;
  /** Why it is no matrix of numbers, as a half sentence. */
  readonly refused: string | null;
}

/** Thrown for a header that makes no sense, with the offset. */
export class VariableError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Array classes (table 1-3), from 0. */
const KINDS: readonly string[] = [
  '',
  ...'cell struct object char sparse double single int8 uint8 int16 uint16 int32 uint32'.split(' '),
  ...'int64 uint64 function opaque'.split(' '),
];
const FIRST_NUMERIC = KINDS.indexOf('double');
const LAST_NUMERIC = KINDS.indexOf('uint64');

/** Types of numbers and their bytes (table 1-1). */
const TYPES = new Map<number, readonly [NumberType['kind'], number]>([
  [1, ['int', 1]],
  [2, ['uint', 1]],
  [3, ['int', 2]],
  [4, ['uint', 2]],
  [5, ['int', 4]],
  [6, ['uint', 4]],
  [7, ['float', 4]],
  [9, ['float', 8]],
  [12, ['int', 8]],
  [13, ['uint', 8]],
]);

/** As much of a variable as its header can take: flags, at most 64 axes, a name of 4 KiB, and tags. */
export const MAX_HEADER = 8 << 10;

/**
 * Reads the header of a variable.
 * @param bytes the first bytes of the element's data, up to MAX_HEADER
 * @param size how many the element has in all
 * @throws VariableError
 */
export function parseVariable(bytes: Uint8Array, size: number, littleEndian: boolean): Variable {
  const view = viewOf(bytes);
  const flags = element(view, 0, littleEndian);
  if (flags.type !== 6 || flags.bytes < 8 || flags.start + 8 > bytes.length) {
    throw new VariableError('a variable has no flags', 0);
  }
  const word = view.getUint32(flags.start, littleEndian);
  const code = word & 255;
  const kind = KINDS[code] ?? `class ${code}`;
  if (kind === 'opaque' || kind === 'function') return refusedAs(kind, `a MATLAB ${kind}`);
  const axes = element(view, flags.next, littleEndian);
  const rank = axes.bytes / 4;
  if (axes.type !== 5 || !Number.isInteger(rank) || rank < 2 || rank > 64) {
    throw new VariableError('a variable has no valid shape', flags.next);
  }
  if (axes.start + axes.bytes > bytes.length)
    throw new VariableError('it ends inside a shape', axes.start);
  const shape = Array.from({ length: rank }, (_, i) =>
    view.getInt32(axes.start + 4 * i, littleEndian),
  );
  if (shape.some((n) => n < 0))
    throw new VariableError('a variable has a negative size', axes.start);
  const named = element(view, axes.next, littleEndian);
  if (named.start + named.bytes > bytes.length)
    throw new VariableError('it ends inside a name', named.start);
  const name = new TextDecoder().decode(bytes.subarray(named.start, named.start + named.bytes));
  const base = { name, shape, kind };
  const none = { type: null, dataStart: 0, dataBytes: 0 };
  if (code < FIRST_NUMERIC || code > LAST_NUMERIC) {
    return {
      ...base,
      ...none,
      refused: kind === 'sparse' ? SPARSE : `a MATLAB ${kind}, no numbers`,
    };
  }
  if (word & 0x800) return { ...base, ...none, refused: 'complex numbers' };
  if (shape.length > 2)
    return {
      ...base,
      ...none,
      refused: `${shape.map(count).join(' x ')} (${rank}-D); take one matrix of it: x(:,:,1)`,
    };
  if (shape.includes(0)) return { ...base, ...none, refused: 'it holds no numbers' };
  const data = element(view, named.next, littleEndian);
  const stored = TYPES.get(data.type);
  if (!stored)
    throw new VariableError(`the numbers of ${name} have an unknown type ${data.type}`, named.next);
  const [rows, cols] = shape;
  const expected = rows * cols * stored[1];
  if (data.bytes !== expected) {
    throw new VariableError(
      `${name} of ${count(rows)} x ${count(cols)} numbers needs ${count(expected)} bytes and has ${count(data.bytes)}`,
      named.next,
    );
  }
  if (data.start + data.bytes > size) {
    throw new VariableError(`the numbers of ${name} go beyond the variable`, data.start);
  }
  const type = {
    kind: stored[0],
    size: stored[1],
    littleEndian,
    name: word & 0x200 ? 'bool' : typeName(kind),
  };
  return { ...base, type, dataStart: data.start, dataBytes: data.bytes, refused: null };
}

const SPARSE = 'a sparse matrix; make it dense: x = full(x)';

/** MATLAB's class in NumPy's words. */
const typeName = (kind: string): string =>
  kind === 'double' ? 'float64' : kind === 'single' ? 'float32' : kind;

const refusedAs = (kind: string, refused: string): Variable => ({
  ...{ name: '', shape: [], kind, type: null, dataStart: 0, dataBytes: 0, refused },
});

/** A tag: type and length, in 8 bytes, or in 4 with up to 4 bytes of data behind them. */
function element(
  view: DataView,
  at: number,
  littleEndian: boolean,
): {
  readonly type: number;
  readonly bytes: number;
  readonly start: number;
  readonly next: number;
} {
  if (at + 8 > view.byteLength) throw new VariableError('it ends inside a variable', at);
  const word = view.getUint32(at, littleEndian);
  const small = word >>> 16;
  if (small !== 0) {
    if (small > 4) throw new VariableError('a small element claims more than 4 bytes', at);
    return { type: word & 0xffff, bytes: small, start: at + 4, next: at + 8 };
  }
  const bytes = view.getUint32(at + 4, littleEndian);
  return { type: word, bytes, start: at + 8, next: at + 8 + Math.ceil(bytes / 8) * 8 };
}
