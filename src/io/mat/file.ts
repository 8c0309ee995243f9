import { Unzlib } from 'fflate';
import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { cutShort, damageOf } from '../damage.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { adler32 } from './adler32.ts';

/** "MAT-File Format", The MathWorks: level 5. A header of 128 bytes, then elements of a tag and data. */
export const HEADER_BYTES = 128;

/** Types of elements (table 1-1). */
export const MI = { compressed: 15, matrix: 14 } as const;

export interface Element {
  readonly type: number;
  /** Of its data. */
  readonly start: number;
  readonly end: number;
}

const MAX_ELEMENTS = 10_000;

/** The byte order of a file by its mark "MI" or "IM"; null where it is no level 5 file. */
export function byteOrder(head: Uint8Array): 'little' | 'big' | null {
  if (head.length < HEADER_BYTES) return null;
  const mark = String.fromCharCode(head[126], head[127]);
  const order = mark === 'IM' ? 'little' : mark === 'MI' ? 'big' : null;
  const version = order === 'little' ? head[125] : head[124];
  return version === 1 ? order : null;
}

/**
 * The elements of a file, one for each variable, checked against its length.
 * @throws LocusError E_TRUNCATED, E_LIMIT
 */
export async function elements(
  source: ByteSource,
  littleEndian: boolean,
  control: Control,
): Promise<Element[]> {
  const found: Element[] = [];
  for (let at = HEADER_BYTES; at + 8 <= source.byteLength;) {
    if (found.length % 100 === 0) await checkpoint(control);
    if (found.length >= MAX_ELEMENTS) {
      throw new LocusError({
        code: 'E_LIMIT',
        message: `${source.name} holds more than ${count(MAX_ELEMENTS)} variables.`,
        file: source.name,
        place: `byte ${at}`,
        hint: 'Save only what is needed: save("x.mat", "x") in MATLAB.',
      });
    }
    const tag = await readRange(source, at, at + 8);
    const view = new DataView(tag.buffer, tag.byteOffset, 8);
    const type = view.getUint32(0, littleEndian);
    const bytes = view.getUint32(4, littleEndian);
    if (type !== MI.matrix && type !== MI.compressed) {
      throw damaged(source, at, `an element of type ${type} stands where a variable should`);
    }
    const end = at + 8 + bytes;
    if (end > source.byteLength) throw truncated(source, bytes, source.byteLength - at - 8);
    found.push({ type, start: at + 8, end });
    at = end;
  }
  return found;
}

/** Deflate makes nothing smaller than by this. */
const MAX_RATIO = 1032;
const CHUNK_BYTES = 256 << 10;

/**
 * Unpacks the first bytes of a compressed element, at most `limit`. With `whole` these are all: anything beyond the padding, or a
 * wrong checksum, is damage. @returns how many came
 * @throws LocusError E_HEADER, CancelledError
 */
export async function unpack(
  source: ByteSource,
  { start, end }: Element,
  limit: number,
  control: Control,
  place: (bytes: Uint8Array, at: number) => void,
  whole = false,
): Promise<number> {
  let done = 0;
  let sum = 1;
  const goal = whole ? limit + PADDING : limit;
  const stream = new Unzlib((bytes) => {
    const part = bytes.subarray(0, Math.max(0, limit - done));
    if (part.length > 0) place(part, done);
    done += bytes.length;
    if (whole) sum = adler32(bytes, sum);
  });
  for (let at = start; at < end && done < goal; at += CHUNK_BYTES) {
    await checkpoint(control);
    const to = Math.min(end, at + CHUNK_BYTES);
    const bytes = await readRange(source, at, to);
    try {
      // In small pieces: one piece makes at most 1,032 times as much.
      for (let from = 0; from < bytes.length && done < goal; from += PIECE) {
        const last = to === end && from + PIECE >= bytes.length;
        stream.push(bytes.slice(from, from + PIECE), last);
      }
    } catch {
      throw damaged(source, at, 'a compressed variable cannot be unpacked');
    }
  }
  if (whole && done >= limit) {
    const tail = await readRange(source, end - 4, end);
    const wanted = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0);
    if (done > goal || sum !== wanted) {
      throw damaged(source, start, 'a compressed variable does not match its checksum');
    }
  }
  return Math.min(done, limit);
}

const PIECE = 16 << 10;
/** Behind the numbers up to the next multiple of 8 bytes. */
const PADDING = 8;

/** The largest that `element` can become. */
export const unpackedLimit = ({ start, end }: Element): number => (end - start) * MAX_RATIO + 1024;

/** E_HEADER, for what MATLAB does not write. */
export const damaged = damageOf(
  'MATLAB file',
  'Get or write the file again: save("x.mat", "x", "-v7") in MATLAB, scipy.io.savemat("x.mat", {"x": x}) in Python.',
);

/** E_TRUNCATED, for a variable of `wanted` bytes of which only `there` follow. */
export const truncated = (source: ByteSource, wanted: number, there: number): LocusError =>
  cutShort(
    source,
    `a variable needs ${count(wanted)} bytes, ${count(Math.max(0, there))} are there`,
  );
