import { decoder, type NumberType } from './number-type.ts';

/** The `n` numbers at the start of `view` as texts, with every digit of integers of 64 bits; null for NaN. */
export function numberTexts(type: NumberType, view: DataView, n: number): (string | null)[] {
  const { kind, size, littleEndian } = type;
  if (size === 8 && kind === 'int')
    return Array.from({ length: n }, (_, i) => String(view.getBigInt64(8 * i, littleEndian)));
  if (size === 8 && kind === 'uint')
    return Array.from({ length: n }, (_, i) => String(view.getBigUint64(8 * i, littleEndian)));
  const values = new Float64Array(n);
  decoder(type)(view, 0, n, values);
  return Array.from(values, (value) => (Number.isNaN(value) ? null : String(value)));
}
