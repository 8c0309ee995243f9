const BASE = 65521;
/** As many bytes as can be summed before the sums outgrow 32 bits (zlib's NMAX). */
const RUN = 5552;

/** The checksum of zlib streams (RFC 1950) of `bytes`, going on from `before` (1 at the start). */
export function adler32(bytes: Uint8Array, before: number): number {
  let a = before & 0xffff;
  let b = before >>> 16;
  for (let from = 0; from < bytes.length; from += RUN) {
    const to = Math.min(bytes.length, from + RUN);
    for (let i = from; i < to; i++) {
      a += bytes[i];
      b += a;
    }
    a %= BASE;
    b %= BASE;
  }
  return ((b << 16) | a) >>> 0;
}
