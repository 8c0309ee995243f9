import { fromBytes, type ByteSource } from '../source.ts';

/** A text file in memory. */
export function textSource(name: string, text: string): ByteSource {
  return fromBytes(new TextEncoder().encode(text), name);
}

/** A little-endian float32 npy file of the given rows. */
export function npySource(name: string, rows: readonly (readonly number[])[]): ByteSource {
  const shape = `(${rows.length}, ${rows[0].length})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n';
  const body = new Uint8Array(Float32Array.from(rows.flat()).buffer);
  const lead = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0];
  const bytes = new Uint8Array(lead.length + header.length + body.length);
  bytes.set(lead);
  bytes.set(new TextEncoder().encode(header), lead.length);
  bytes.set(body, lead.length + header.length);
  return fromBytes(bytes, name);
}
