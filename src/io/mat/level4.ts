import { viewOf } from '../view.ts';
/**
 * Whether a file begins like a MAT-file of level 4: five numbers (type, rows, columns, complex, length of the name) and a name
 * that ends in 0. There is no signature.
 */
export function isLevel4(head: Uint8Array): boolean {
  if (head.length < 22) return false;
  const view = viewOf(head);
  return [true, false].some((littleEndian) => {
    const [type, rows, cols, complex, length] = [0, 4, 8, 12, 16].map((at) =>
      view.getUint32(at, littleEndian),
    );
    // Thousands: byte order; hundreds: always 0; tens: number type; ones: full, text, sparse.
    const isType = type % 10 <= 2 && Math.floor(type / 10) % 10 <= 5 && type % 1000 < 100;
    if (type !== (littleEndian ? type % 1000 : 1000 + (type % 1000)) || !isType) return false;
    if (complex > 1 || length < 2 || length > 64 || rows * cols > 2 ** 48) return false;
    const name = head.subarray(20, 20 + length);
    return name.at(-1) === 0 && /^[A-Za-z]\w*$/.test(String.fromCharCode(...name.subarray(0, -1)));
  });
}
