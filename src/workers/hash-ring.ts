import type { Hasher } from '../io/hash.ts';

/**
 * Bytes on their way from a thread that reads to one that hashes, through shared memory: the reader waits while the ring is
 * full, the hasher while it is empty. Both block, so neither may be the page's main thread.
 */

/** A power of 2, so that positions may wrap around at 2^32. */
const RING_BYTES = 8 << 20;
/** Hashed at once; then there is room again. */
const PIECE_BYTES = 256 << 10;
const DIGEST_BYTES = 32;

/** Words of the head. Positions count all bytes so far, modulo 2^32. */
const WRITTEN = 0;
const READ = 1;
const ENDED = 2;
const DONE = 3;
/** Rises with everything the reader does. */
const SIGNAL = 4;
const WORDS = 8;

/** A thread that takes longer over one piece is dead. */
const PATIENCE_MS = 30_000;

interface Ring {
  readonly words: Int32Array;
  readonly digest: Uint8Array;
  readonly bytes: Uint8Array;
}

export const newRing = (): SharedArrayBuffer =>
  new SharedArrayBuffer(4 * WORDS + DIGEST_BYTES + RING_BYTES);

const viewsOf = (memory: SharedArrayBuffer): Ring => ({
  words: new Int32Array(memory, 0, WORDS),
  digest: new Uint8Array(memory, 4 * WORDS, DIGEST_BYTES),
  bytes: new Uint8Array(memory, 4 * WORDS + DIGEST_BYTES),
});

/** The side that reads. `done` is called when the digest is there. */
export function ringHasher(memory: SharedArrayBuffer, done: () => void): Hasher {
  const { words, digest, bytes: ring } = viewsOf(memory);
  let written = 0;
  const signal = (): void => {
    Atomics.add(words, SIGNAL, 1);
    Atomics.notify(words, SIGNAL);
  };
  const wait = (word: number, seen: number): void => {
    if (Atomics.wait(words, word, seen, PATIENCE_MS) === 'timed-out')
      throw new Error('The thread that hashes gives no sign of life.');
  };
  return {
    update(bytes) {
      for (let from = 0; from < bytes.length;) {
        const read = Atomics.load(words, READ);
        const free = RING_BYTES - ((written - read) | 0);
        if (free === 0) {
          wait(READ, read);
          continue;
        }
        const at = written & (RING_BYTES - 1);
        const n = Math.min(free, RING_BYTES - at, bytes.length - from, PIECE_BYTES);
        ring.set(bytes.subarray(from, from + n), at);
        from += n;
        written = (written + n) | 0;
        Atomics.store(words, WRITTEN, written);
        signal();
      }
    },
    digest() {
      Atomics.store(words, ENDED, 1);
      signal();
      while (Atomics.load(words, DONE) === 0) wait(DONE, 0);
      done();
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

/** The side that hashes: comes back when the other one has asked for the digest. */
export function drain(memory: SharedArrayBuffer, hasher: Hasher): void {
  const { words, digest, bytes: ring } = viewsOf(memory);
  for (let read = 0; ;) {
    const seen = Atomics.load(words, SIGNAL);
    const isEnded = Atomics.load(words, ENDED) === 1;
    const filled = (Atomics.load(words, WRITTEN) - read) | 0;
    if (filled === 0) {
      if (isEnded) break;
      Atomics.wait(words, SIGNAL, seen);
      continue;
    }
    const at = read & (RING_BYTES - 1);
    const n = Math.min(filled, RING_BYTES - at, PIECE_BYTES);
    hasher.update(ring.subarray(at, at + n));
    read = (read + n) | 0;
    Atomics.store(words, READ, read);
    Atomics.notify(words, READ);
  }
  const hex = hasher.digest();
  for (let i = 0; i < DIGEST_BYTES; i++) digest[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  Atomics.store(words, DONE, 1);
  Atomics.notify(words, DONE);
}
