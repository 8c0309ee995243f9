import { fromHalf } from '../../base/half.ts';
import type { Decoding } from './chunk.ts';
import type { Values } from './decode.ts';
import { PageError } from './pages.ts';

/** Numbers of a column as float64; see `fromBigint` for int64 beyond 2^53. */
export function numberDecoding(dtype: string): Decoding<Float64Array> {
  return {
    make: (values) => numbersOf(values, dtype),
    look(dictionary, indices) {
      const numbers = new Float64Array(indices.length);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (!(index >= 0 && index < dictionary.length)) throw new PageError(NOT_THERE);
        numbers[i] = dictionary[index]!;
      }
      return numbers;
    },
  };
}

/** Why an index is wrong. */
export const NOT_THERE = 'it names an entry that its dictionary does not have';

function numbersOf(values: Values, dtype: string): Float64Array {
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array) {
    const own = dtype === 'uint64' ? new BigUint64Array(values.buffer) : values;
    const numbers = new Float64Array(values.length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = fromBigint(own[i]!);
    return numbers;
  }
  if (values instanceof Int32Array && dtype === 'uint32')
    return new Float64Array(new Uint32Array(values.buffer));
  if (ArrayBuffer.isView(values)) return new Float64Array(values);
  const numbers = new Float64Array(values.length);
  for (const [i, bytes] of values.entries()) numbers[i] = half(bytes);
  return numbers;
}

/**
 * The float64 nearest to an int64. One that lost digits must not look like a float32, or nothing would tell that it did: then it
 * is the neighbour, which float32 rounds to the same.
 */
export function fromBigint(exact: bigint): number {
  const value = Number(exact);
  if (Number.isSafeInteger(value) || Math.fround(value) !== value) return value;
  return BigInt(value) === exact ? value : value * (1 + Number.EPSILON);
}

/** float16, the only number that lies as bytes. */
export function half(bytes: Uint8Array): number {
  if (bytes.length !== 2) throw new PageError('its float16 have no two bytes');
  return fromHalf(bytes[0]! | (bytes[1]! << 8));
}
