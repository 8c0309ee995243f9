import { fromHalf } from '../../base/half.ts';
import type { Decoding } from './chunk.ts';
import type { Values } from './decode.ts';
import { PageError } from './pages.ts';

/** Numbers of a column as float64; int64 beyond 2^53 is rounded to the nearest. */
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

export const NOT_THERE = 'it names an entry that its dictionary does not have';

function numbersOf(values: Values, dtype: string): Float64Array {
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array) {
    const own = dtype === 'uint64' ? new BigUint64Array(values.buffer) : values;
    const numbers = new Float64Array(values.length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = Number(own[i]);
    return numbers;
  }
  if (values instanceof Int32Array && dtype === 'uint32')
    return new Float64Array(new Uint32Array(values.buffer));
  if (ArrayBuffer.isView(values)) return new Float64Array(values);
  const numbers = new Float64Array(values.length);
  for (const [i, bytes] of values.entries()) numbers[i] = half(bytes);
  return numbers;
}

/** float16, the only number that lies as bytes. */
export function half(bytes: Uint8Array): number {
  if (bytes.length !== 2) throw new PageError('its float16 have no two bytes');
  return fromHalf(bytes[0]! | (bytes[1]! << 8));
}
