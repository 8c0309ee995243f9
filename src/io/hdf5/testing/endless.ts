/**
 * Makes an HDF5 file one that the library follows for ever without reading on: the second text of its global heap is
 * overwritten with zeros, and an item of no bytes is followed by itself. Found by `npm run fuzz`.
 * @param file has texts of any length
 */
export function endless(file: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(file);
  const heap = new TextDecoder('latin1').decode(bytes).indexOf('GCOL');
  const first = heap + 16;
  const size = Number(new DataView(bytes.buffer).getBigUint64(first + 8, true));
  const second = first + 16 + 8 * Math.ceil(size / 8);
  return bytes.fill(0, second, second + 16);
}
