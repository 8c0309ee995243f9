import { PageError } from './pages.ts';

/**
 * Runs and packed groups of small whole numbers ("RLE / bit-packing hybrid"): levels, entries of a dictionary, booleans.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 * @param width bits of a number, 0 to 32
 * @param out is filled
 * @throws PageError when the bytes end first
 */
export function readHybrid(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint8Array | Int32Array,
): void {
  if (width > 32) throw new PageError('its numbers have more than 32 bits');
  if (width === 0) return;
  let at = start;
  let seen = 0;
  while (seen < out.length) {
    let header = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= end || scale > 2 ** 35) throw new PageError('its runs end early');
      const byte = bytes[at++]!;
      header += (byte & 127) * scale;
      if (byte < 128) break;
    }
    if (header % 2 === 0) {
      const size = (width + 7) >> 3;
      if (at + size > end) throw new PageError('its runs end early');
      let value = 0;
      for (let i = 0; i < size; i++) value |= bytes[at++]! << (8 * i);
      const to = Math.min(out.length, seen + header / 2);
      out.fill(value, seen, to);
      seen = to;
    } else {
      const groups = (header - 1) / 2;
      const taken = Math.min(out.length - seen, groups * 8);
      if (at + Math.floor((taken * width) / 8) > end) throw new PageError('its runs end early');
      unpackBits(bytes, at, width, out, seen, taken);
      seen += taken;
      at += groups * width;
    }
  }
}

/** `count` numbers of `width` bits, lowest bit first. */
function unpackBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Int32Array,
  to: number,
  count: number,
): void {
  let at = start;
  let bits = 0;
  let held = 0;
  // Up to 24 bits beside the 8 that come fit into 32; wider numbers take the slow way.
  if (width > 24) {
    for (let i = 0; i < count; i++) out[to + i] = Number(bitsAt(bytes, start, i * width, width));
    return;
  }
  const mask = (1 << width) - 1;
  for (let i = 0; i < count; i++) {
    while (held < width) {
      bits |= (bytes[at++] ?? 0) << held;
      held += 8;
    }
    out[to + i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}

/** A number of up to 64 bits that begins `offset` bits after byte `start`. */
export function bitsAt(bytes: Uint8Array, start: number, offset: number, width: number): bigint {
  let value = 0n;
  let at = start + Math.floor(offset / 8);
  let skip = offset % 8;
  let got = 0;
  while (got < width) {
    const taken = Math.min(8 - skip, width - got);
    const part = ((bytes[at++] ?? 0) >> skip) & ((1 << taken) - 1);
    value |= BigInt(part) << BigInt(got);
    got += taken;
    skip = 0;
  }
  return value;
}
