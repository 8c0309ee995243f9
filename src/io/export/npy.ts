import type { OutMatrix } from './table.ts';

/** Header and numbers begin at multiples of this. */
const ALIGNMENT = 64;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];

/** A NumPy array of float32 (numpy.lib.format, version 1.0): its header, and the numbers as they lie. */
export function npyParts({ data, rows, cols }: Omit<OutMatrix, 'name'>): Uint8Array[] {
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const least = MAGIC.length + 2 + fields.length + 1;
  const length = Math.ceil(least / ALIGNMENT) * ALIGNMENT - MAGIC.length - 2;
  const header = new TextEncoder().encode(fields.padEnd(length - 1) + '\n');
  const lead = Uint8Array.of(...MAGIC, length & 255, length >> 8);
  return [lead, header, littleEndian(data)];
}

function littleEndian(data: Float32Array): Uint8Array {
  const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  if (isLittle) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
