import { crc32, deflateSync } from 'node:zlib';

/**
 * An 8-bit grey image as the bytes of a PNG file (W3C PNG, third edition): one IDAT, no filter.
 * @param {Uint8Array} pixels height x width, row-major, 0 is black
 * @param {number} width
 * @param {number} height
 * @returns {Buffer}
 */
export function encodeGreyPng(pixels, width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits per sample; the zeros after it: grey, deflate, standard filters, not interlaced
  const scanlines = Buffer.alloc(height * (width + 1)); // each line begins with its filter type, 0
  for (let y = 0; y < height; y++) {
    scanlines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanlines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/**
 * Lays equal square tiles side by side, `perRow` to a row, in order; what is left of the last row is black.
 * @param {Uint8Array} tiles count x size x size
 * @param {number} size edge of a tile in pixels
 * @param {number} perRow
 * @returns {{ pixels: Uint8Array, width: number, height: number }}
 */
export function spriteSheet(tiles, size, perRow) {
  const area = size * size;
  const count = tiles.length / area;
  const width = perRow * size;
  const height = Math.ceil(count / perRow) * size;
  const pixels = new Uint8Array(width * height);
  for (let tile = 0; tile < count; tile++) {
    const left = (tile % perRow) * size;
    const top = Math.floor(tile / perRow) * size;
    for (let y = 0; y < size; y++) {
      const line = tiles.subarray(tile * area + y * size, tile * area + (y + 1) * size);
      pixels.set(line, (top + y) * width + left);
    }
  }
  return { pixels, width, height };
}
