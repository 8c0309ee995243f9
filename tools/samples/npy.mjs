/** NumPy's .npy, version 1.0: the format is described in numpy/lib/format.py. */

const DTYPES = new Map([
  [Float32Array, '<f4'],
  [Uint8Array, '|u1'],
]);

/**
 * A row-major matrix as the bytes of a .npy file, in the type of its array (little-endian).
 * @param {Float32Array | Uint8Array} values rows x cols values
 * @param {number} rows
 * @param {number} cols
 * @returns {Buffer}
 */
export function encodeNpy(values, rows, cols) {
  const dtype = DTYPES.get(values.constructor);
  if (!dtype) throw new TypeError(`No npy type for ${values.constructor.name}`);
  if (values.length !== rows * cols) {
    throw new RangeError(`${values.length} values do not fill ${rows} x ${cols}`);
  }
  const description = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  // Magic (6), version (2), header length (2), header, newline: together a multiple of 64 bytes.
  const padded = Math.ceil((10 + description.length + 1) / 64) * 64 - 10;
  const header = Buffer.from(description.padEnd(padded - 1) + '\n', 'latin1');
  const preamble = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0, 0]);
  preamble.writeUInt16LE(header.length, 8);
  const body = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([preamble, header, body]);
}
