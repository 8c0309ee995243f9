import { fromHalf } from '../../base/half.ts';
import type { NumberType } from './dtype.ts';

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
    case 'float4':
      return each((view, at) => view.getFloat32(at, littleEndian));
    default:
      return each((view, at) => view.getFloat64(at, littleEndian));
  }
}

/** Integers above this are not all float32 values. */
const FLOAT32_INTEGERS = 2 ** 24;

/** How many of the `n` integers at `offset`, decoded into `values`, float32 cannot hold exactly. */
export function countRounded(
  { kind, size, littleEndian }: NumberType,
  view: DataView,
  offset: number,
  n: number,
  values: Float64Array,
): number {
  if (kind === 'float' || size < 4) return 0;
  let rounded = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i];
    if (Math.abs(value) <= FLOAT32_INTEGERS) continue;
    if (Math.fround(value) !== value) rounded++;
    else if (size === 8) {
      // The float64 may have been rounded already.
      const at = offset + i * size;
      const exact =
        kind === 'int' ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian);
      if (BigInt(value) !== exact) rounded++;
    }
  }
  return rounded;
}
