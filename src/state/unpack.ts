import { Inflate } from 'fflate';

/** Bytes fed at a time: deflate grows at most 1032-fold, so one step makes at most about 260 kB. */
const STEP = 256;

export interface Unpacked {
  /** What came out, as far as it could be unpacked. */
  readonly bytes: Uint8Array;
  /** `short`: the input ends early; `damaged`: it is no deflate stream; `large`: it grows beyond the limit. */
  readonly fault: 'short' | 'damaged' | 'large' | null;
  /** The input byte near which it stopped. */
  readonly at: number;
}

/** Inflates raw deflate, never holding more than `limit` bytes and one step of output. */
export function unpack(packed: Uint8Array, limit: number): Unpacked {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Inflate((part) => {
    parts.push(part);
    total += part.length;
  });
  const stopped = (fault: Unpacked['fault'], at: number): Unpacked => ({
    bytes: joined(parts, Math.min(total, limit)),
    fault,
    at,
  });
  for (let at = 0; at < packed.length; at += STEP) {
    try {
      stream.push(packed.subarray(at, at + STEP));
    } catch {
      return stopped('damaged', at);
    }
    if (total > limit) return stopped('large', at);
  }
  try {
    // Throws when the last block is not complete.
    stream.push(new Uint8Array(0), true);
  } catch {
    return stopped('short', packed.length);
  }
  return stopped(null, packed.length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    bytes.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return bytes;
}
