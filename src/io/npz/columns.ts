import { numberTexts } from '../number-texts.ts';
import type { NumberType } from '../number-type.ts';
import type { NpzArray, TextType } from './arrays.ts';

/** Longer texts are no labels. */
export const MAX_TEXT_BYTES = 4000;

/** Whether an array with one axis can stand beside the vectors as a column. */
export const isColumn = ({ shape, type }: NpzArray): boolean =>
  shape.length === 1 && ('kind' in type || ('text' in type && type.size <= MAX_TEXT_BYTES));

/**
 * The values of an array with one axis, as texts.
 * @param bytes those after its header
 */
export function columnOf({ shape, type }: NpzArray, bytes: Uint8Array): (string | null)[] {
  const n = shape[0]!;
  return 'text' in type ? texts(type, n, bytes) : numbers(type as NumberType, n, bytes);
}

function numbers(type: NumberType, n: number, bytes: Uint8Array): (string | null)[] {
  if (type.kind === 'bool')
    return Array.from(bytes.subarray(0, n), (value) => (value === 0 ? 'false' : 'true'));
  return numberTexts(type, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), n);
}

/** Fixed length, filled up with zeros. */
function texts(
  { text, size, littleEndian }: TextType,
  n: number,
  bytes: Uint8Array,
): (string | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decode = new TextDecoder('utf-8');
  return Array.from({ length: n }, (_, i) => {
    if (text === 'bytes') {
      const own = bytes.subarray(i * size, (i + 1) * size);
      const end = own.findLastIndex((byte) => byte !== 0);
      return decode.decode(own.subarray(0, end + 1)) || null;
    }
    let value = '';
    for (let at = i * size; at < (i + 1) * size; at += 4) {
      const point = view.getUint32(at, littleEndian);
      if (point !== 0) value += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return value || null;
  });
}
