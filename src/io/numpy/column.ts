import { numberTexts } from '../number-texts.ts';
import type { NumberType } from '../number-type.ts';
import { viewOf } from '../view.ts';
import { parseDtype } from './dtype.ts';

/** NumPy's `U` (UTF-32 code points) and `S` (bytes) of a fixed length. */
export interface TextType {
  readonly text: 'utf-32' | 'bytes';
  /** Bytes of one text. */
  readonly size: number;
  readonly littleEndian: boolean;
}

export type ColumnType = NumberType | TextType;

/** Longer texts are no labels. */
export const MAX_TEXT_BYTES = 4000;

/** Numbers, or texts of a fixed length, or why neither. */
export function elementType(descr: unknown): ColumnType | { readonly what: string } {
  if (typeof descr !== 'string') return { what: 'structured records' };
  const text = /^([<>=|]?)([US])(\d{1,9})$/.exec(descr);
  if (!text) return parseDtype(descr);
  const isWide = text[2] === 'U';
  const size = Number(text[3]) * (isWide ? 4 : 1);
  return { text: isWide ? 'utf-32' : 'bytes', size, littleEndian: text[1] !== '>' };
}

/**
 * The values of an array with one axis, as texts.
 * @param bytes those after its header; those of `n` values at least
 */
export function columnOf(type: ColumnType, n: number, bytes: Uint8Array): (string | null)[] {
  return 'text' in type ? texts(type, n, bytes) : numbers(type, n, bytes);
}

function numbers(type: NumberType, n: number, bytes: Uint8Array): (string | null)[] {
  if (type.kind === 'bool')
    return Array.from(bytes.subarray(0, n), (value) => (value === 0 ? 'false' : 'true'));
  return numberTexts(type, viewOf(bytes), n);
}

/** Fixed length, filled up with zeros. */
function texts(
  { text, size, littleEndian }: TextType,
  n: number,
  bytes: Uint8Array,
): (string | null)[] {
  const view = viewOf(bytes);
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
