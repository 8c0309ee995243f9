import { fromHalf } from '../base/half.ts';
import { plural } from './names.ts';

export type NumberKind =
  'bool' | 'int' | 'uint' | 'float' | 'bfloat' | 'float8_e4m3fn' | 'float8_e5m2';

/** How numbers lie in a file. */
export interface NumberType {
  readonly kind: NumberKind;
  /** Bytes per number. */
  readonly size: number;
  readonly littleEndian: boolean;
  /** NumPy's name, or that of PyTorch where NumPy has none: `float64`, `bfloat16`. */
  readonly name: string;
}

/** A little-endian type. */
export const numberType = (kind: NumberKind, size: number, name: string): NumberType => ({
  ...{ kind, size, name },
  littleEndian: true,
});

/** Reads `n` numbers that begin at `offset` of `view` into `out` as float64. */
export type Decode = (view: DataView, offset: number, n: number, out: Float64Array) => void;

/** The decoder of a number type. Values up to 64 bits; int64 beyond 2^53 is rounded to the nearest float64. */
export function decoder({ kind, size, littleEndian }: NumberType): Decode {
  const each =
    (read: (view: DataView, at: number) => number): Decode =>
    (view, offset, n, out) => {
      for (let i = 0; i < n; i++) out[i] = read(view, offset + i * size);
    };
  switch (`${kind}${size}`) {
    case 'bool1':
      return each((view, at) => (view.getUint8(at) === 0 ? 0 : 1));
    case 'int1':
      return each((view, at) => view.getInt8(at));
    case 'uint1':
      return each((view, at) => view.getUint8(at));
    case 'int2':
      return each((view, at) => view.getInt16(at, littleEndian));
    case 'uint2':
      return each((view, at) => view.getUint16(at, littleEndian));
    case 'int4':
      return each((view, at) => view.getInt32(at, littleEndian));
    case 'uint4':
      return each((view, at) => view.getUint32(at, littleEndian));
    case 'int8':
      return each((view, at) => Number(view.getBigInt64(at, littleEndian)));
    case 'uint8':
      return each((view, at) => Number(view.getBigUint64(at, littleEndian)));
    case 'float2':
      return each((view, at) => fromHalf(view.getUint16(at, littleEndian)));
    case 'bfloat2':
      return each((view, at) => fromBfloat16(view.getUint16(at, littleEndian)));
    case 'float8_e4m3fn1':
      return each((view, at) => E4M3FN[view.getUint8(at)]!);
    case 'float8_e5m21':
      // The upper byte of a float16.
      return each((view, at) => fromHalf(view.getUint8(at) << 8));
    case 'float4':
      return each((view, at) => view.getFloat32(at, littleEndian));
    default:
      return each((view, at) => view.getFloat64(at, littleEndian));
  }
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** float8 with 4 bits of exponent (bias 7) and 3 of mantissa; no infinities, all ones is NaN (Micikevicius et al. 2022). */
const E4M3FN = Float64Array.from({ length: 256 }, (_, bits) => {
  const sign = bits & 128 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const mantissa = bits & 7;
  if (exponent === 15 && mantissa === 7) return NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -9 : (8 + mantissa) * 2 ** (exponent - 10));
});

/** Integers above this are not all float32 values. */
const FLOAT32_INTEGERS = 2 ** 24;

/**
 * How many of the `n` integers at `offset`, decoded into `values`, float32 cannot hold exactly. NaN stands for a missing one
 * and is not counted.
 */
export function countRounded(
  type: NumberType,
  view: DataView,
  offset: number,
  n: number,
  values: Float64Array,
): number {
  if (!mayRound(type)) return 0;
  let rounded = 0;
  for (let i = 0; i < n; i++)
    if (isRounded(type, view, offset + i * type.size, values[i])) rounded++;
  return rounded;
}

/** Whether there are numbers of the type that `isRounded` is true of. */
export const mayRound = ({ kind, size }: NumberType): boolean =>
  (kind === 'int' || kind === 'uint') && size >= 4;

/** Whether float32 cannot hold the integer at `at`, decoded into `value`, exactly. */
export function isRounded(
  { kind, size, littleEndian }: NumberType,
  view: DataView,
  at: number,
  value: number,
): boolean {
  if (isInexact(value)) return true;
  if (!(Math.abs(value) > FLOAT32_INTEGERS)) return false;
  if (size < 8) return false;
  // The float64 may have been rounded already.
  const exact =
    kind === 'int' ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian);
  return BigInt(value) !== exact;
}

/** Whether float32 cannot hold a whole number exactly. NaN, a missing one, is not meant. */
export const isInexact = (value: number): boolean =>
  Math.abs(value) > FLOAT32_INTEGERS && Math.fround(value) !== value;

/** What a reader says of integers that `countRounded` found; nothing when there are none. */
export const roundedNotes = (file: string, rounded: number): string[] =>
  rounded === 0
    ? []
    : [
        `${file}: ${plural(rounded, 'integer')} above 2^24 (16,777,216) cannot be held exactly in float32; rounded.`,
      ];
