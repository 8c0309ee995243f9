import { UnpackError } from './unpack-error.ts';

/**
 * Unpacks snappy (https://github.com/google/snappy/blob/main/format_description.txt) to exactly `size` bytes. Our own, because
 * those of the libraries can be led in circles by a length of 32 bits.
 * @throws UnpackError
 */
export function unsnappy(input: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const end = input.length;
  let at = 0;
  while (at < end && input[at]! > 127) at++;
  at++; // the length: known already
  let to = 0;
  while (at < end) {
    const tag = input[at++]!;
    if ((tag & 3) === 0) {
      let length = (tag >> 2) + 1;
      if (length > 60) {
        const bytes = length - 60;
        length = 1;
        for (let i = 0; i < bytes; i++) length += (input[at + i] ?? 0) * 2 ** (8 * i);
        at += bytes;
      }
      if (at + length > end || to + length > size) throw damaged();
      // Short ones are quicker by hand.
      if (length > 16) out.set(input.subarray(at, at + length), to);
      else for (let i = 0; i < length; i++) out[to + i] = input[at + i]!;
      at += length;
      to += length;
      continue;
    }
    let length = (tag >> 2) + 1;
    let back: number;
    if ((tag & 3) === 1) {
      length = ((tag >> 2) & 7) + 4;
      back = ((tag >> 5) << 8) | input[at]!;
      at += 1;
    } else if ((tag & 3) === 2) {
      back = input[at]! | (input[at + 1]! << 8);
      at += 2;
    } else {
      back =
        (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24)) >>>
        0;
      at += 4;
    }
    if (at > end || back === 0 || back > to || to + length > size) throw damaged();
    // Byte by byte, as what is copied may begin with what was just written.
    for (let i = 0; i < length; i++, to++) out[to] = out[to - back]!;
  }
  if (to !== size) throw damaged();
  return out;
}

const damaged = (): UnpackError => new UnpackError('it is no snappy');
