import { Inflate } from 'fflate';
import { createCRC32 } from 'hash-wasm';
import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import { cutShort, damageOf } from './damage.ts';
import { count } from './names.ts';
import { readChunks, readRange, type ByteSource } from './source.ts';

/**
 * Zip archives by ranges: the directory at the end (APPNOTE.TXT 6.3.10, zip64 included), then single entries. Names of entries are labels,
 * never paths. Every size is compared with the bytes that are there before anything is allocated.
 */
export interface Zip {
  readonly source: ByteSource;
  /** In the order of the file. */
  readonly entries: readonly ZipEntry[];
  /** By name; names are unique. */
  readonly byName: ReadonlyMap<string, ZipEntry>;
}

export interface ZipEntry {
  readonly name: string;
  /** Bytes of the contents. */
  readonly size: number;
  /** Bytes in the archive. */
  readonly compressedSize: number;
  /** 0 is stored, 8 is deflated; others can be listed, not read. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  /** Where the local header begins, and where the next entry or the directory does. */
  readonly headerAt: number;
  readonly limit: number;
}

/** Where the bytes of an entry lie in the archive: as they are when it is stored, deflated otherwise. */
export interface EntryRange {
  readonly start: number;
  readonly end: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END64_BYTES = 56;
const DIRECTORY_HEADER_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const MAX_COMMENT = 0xffff;
/** 64 MiB hold about half a million entries. */
const MAX_DIRECTORY_BYTES = 64 << 20;
/** No deflated byte gives more than 1,032 (RFC 1951: 258 per two bits at best). */
const MAX_RATIO = 1032;
/** Deflated bytes at a time: at most 16.9 MB come out of them. */
const DEFLATED_CHUNK = 16 << 10;

const SIGNATURE = {
  local: 0x04034b50,
  directory: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator: 0x07064b50,
};

/** Whether the first bytes are those of a zip archive. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 &&
  head[1] === 0x4b &&
  ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));

/**
 * Reads the directory of an archive.
 * @throws LocusError E_TRUNCATED without a directory at the end, E_HEADER when it is false, E_LIMIT when it is absurd
 */
export async function openZip(source: ByteSource): Promise<Zip> {
  const { entries: total, start, bytes } = await findDirectory(source);
  const view = viewOf(await readRange(source, start, start + bytes));
  const found: Omit<ZipEntry, 'limit'>[] = [];
  let at = 0;
  for (let i = 0; i < total; i++) {
    const { entry, next } = directoryEntry(source, view, at, start);
    found.push(entry);
    at = next;
  }
  const entries = withLimits(source, found, start);
  const byName = new Map<string, ZipEntry>();
  for (const entry of entries) {
    if (byName.has(entry.name))
      throw damaged(source, start, `it holds two entries named ${shown(entry.name)}`);
    byName.set(entry.name, entry);
  }
  return { source, entries, byName };
}

/**
 * Where the bytes of an entry lie, by its local header, which has to agree with the directory.
 * @throws LocusError E_HEADER, E_FORMAT for encrypted entries and for methods other than stored and deflated
 */
export async function entryRange({ source }: Zip, entry: ZipEntry): Promise<EntryRange> {
  const { headerAt, limit, compressedSize, method, name } = entry;
  if (entry.encrypted || (method !== 0 && method !== 8)) {
    const what = entry.encrypted ? 'encrypted' : `compressed by method ${method}`;
    throw new LocusError({
      code: 'E_FORMAT',
      message: `${source.name}: its entry ${shown(name)} is ${what}, which is not read.`,
      file: source.name,
      place: `byte ${headerAt}`,
      hint: 'Unpack the archive, and pack it again with plain zip (deflate) or without compression.',
    });
  }
  const view = viewOf(await readRange(source, headerAt, headerAt + LOCAL_HEADER_BYTES));
  const start = headerAt + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  if (view.getUint32(0, true) !== SIGNATURE.local)
    throw damaged(source, headerAt, `there is no entry where ${shown(name)} should begin`);
  if (view.getUint16(8, true) !== method)
    throw damaged(source, headerAt, `${shown(name)} is packed in two ways at once`);
  if (start + compressedSize > limit)
    throw damaged(source, headerAt, `${shown(name)} reaches into what follows it`);
  const nameEnd = headerAt + LOCAL_HEADER_BYTES + view.getUint16(26, true);
  const local = await readRange(source, headerAt + LOCAL_HEADER_BYTES, nameEnd);
  if (nameOf(local, (view.getUint16(6, true) & 0x800) !== 0) !== name)
    throw damaged(source, headerAt, `${shown(name)} has another name where it begins`);
  return { start, end: start + compressedSize };
}

/** Where the contents of a stored entry lie in the file; null when it is compressed. */
export async function storedRange(zip: Zip, entry: ZipEntry): Promise<EntryRange | null> {
  const range = await entryRange(zip, entry);
  return entry.method === 0 ? range : null;
}

/**
 * Passes over the contents of an entry in order; a chunk (at most 17 MB) is only valid inside `visit`. Deflated entries have to give
 * exactly the bytes that the directory says, with its checksum. Checksums of stored entries are not compared: PyTorch may leave them out.
 * @param see sees the bytes of the archive, in order
 * @throws LocusError E_HEADER, E_FORMAT, E_READ; CancelledError
 */
export async function readEntryChunks(
  zip: Zip,
  entry: ZipEntry,
  control: Control,
  visit: (chunk: Uint8Array, offset: number) => void,
  see: (bytes: Uint8Array) => void = () => undefined,
): Promise<void> {
  const { source } = zip;
  const { start, end } = await entryRange(zip, entry);
  if (entry.method === 0) {
    return readChunks(source, start, end, control, (chunk, offset) => {
      see(chunk);
      visit(chunk, offset - start);
    });
  }
  const wrong = (cause: string): LocusError =>
    damaged(source, start, `its entry ${shown(entry.name)} ${cause}`);
  const checksum = (await createCRC32()).init();
  let done = 0;
  const inflate = new Inflate((chunk) => {
    if (done + chunk.length > entry.size) throw wrong('holds more bytes than it says');
    checksum.update(chunk);
    if (chunk.length > 0) visit(chunk, done);
    done += chunk.length;
  });
  const push = (chunk: Uint8Array, last: boolean): void => {
    try {
      inflate.push(chunk, last);
    } catch (error) {
      // fflate throws errors with a number as code; what `visit` throws passes.
      if (error instanceof Error && typeof (error as { code?: unknown }).code === 'number')
        throw wrong('is damaged and cannot be unpacked');
      throw error;
    }
  };
  await readChunks(
    source,
    start,
    end,
    control,
    (chunk, offset) => {
      see(chunk);
      // fflate keeps what it has not used yet, and the chunk is only lent.
      push(chunk.slice(), offset + chunk.length === end);
    },
    DEFLATED_CHUNK,
  );
  if (done !== entry.size) throw wrong('holds fewer bytes than it says');
  if (parseInt(checksum.digest('hex'), 16) !== entry.crc32) throw wrong('has another checksum');
}

/**
 * The contents of an entry in memory.
 * @param most refuses larger ones, in bytes
 * @throws LocusError E_LIMIT, E_MEMORY, E_HEADER, E_FORMAT, E_READ; CancelledError
 */
export async function readEntry(
  zip: Zip,
  entry: ZipEntry,
  control: Control,
  { most, see }: { readonly most: number; readonly see?: (bytes: Uint8Array) => void },
): Promise<Uint8Array> {
  const { name } = zip.source;
  const place = `entry ${shown(entry.name)}`;
  const hint = 'Write the file again without compression: such entries are read in place.';
  if (entry.size > most) {
    const message = `${name}: its entry ${shown(entry.name)} holds ${count(entry.size)} bytes; ${count(most)} are read at most.`;
    throw new LocusError({ code: 'E_LIMIT', message, file: name, place, hint });
  }
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(entry.size);
  } catch {
    const message = `${name}: its entry ${shown(entry.name)} needs ${count(entry.size)} bytes, more than this page can have.`;
    throw new LocusError({ code: 'E_MEMORY', message, file: name, place, hint });
  }
  const keep = (chunk: Uint8Array, offset: number): void => bytes.set(chunk, offset);
  await readEntryChunks(zip, entry, control, keep, see);
  return bytes;
}

interface Directory {
  readonly entries: number;
  readonly start: number;
  readonly bytes: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const { byteLength } = source;
  const tailAt = Math.max(0, byteLength - END_BYTES - MAX_COMMENT - LOCATOR_BYTES);
  const tail = viewOf(await readRange(source, tailAt, byteLength));
  let end = tail.byteLength - END_BYTES;
  const isEnd = (at: number): boolean =>
    tail.getUint32(at, true) === SIGNATURE.end &&
    at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength;
  while (end >= 0 && !isEnd(end)) end--;
  if (end < 0)
    throw cutShort(
      source,
      'an archive (zip) ends with a directory of its entries, and there is none',
    );
  const endAt = tailAt + end;
  const small = {
    entries: tail.getUint16(end + 10, true),
    bytes: tail.getUint32(end + 12, true),
    start: tail.getUint32(end + 16, true),
  };
  const isLarge =
    small.entries === 0xffff || small.bytes === 0xffffffff || small.start === 0xffffffff;
  const locator = end - LOCATOR_BYTES;
  const has64 = locator >= 0 && tail.getUint32(locator, true) === SIGNATURE.locator;
  if (isLarge && has64) {
    const at = safe(source, tail, locator + 8, endAt);
    if (at + END64_BYTES > endAt) throw damaged(source, endAt, 'its directory is misplaced');
    return checked(source, await directory64(source, at), at);
  }
  const disks = tail.getUint16(end + 4, true) + tail.getUint16(end + 6, true);
  if (disks > 0) throw damaged(source, endAt, 'it is one part of an archive in several files');
  return checked(source, small, endAt);
}

async function directory64(source: ByteSource, at: number): Promise<Directory> {
  const view = viewOf(await readRange(source, at, at + END64_BYTES));
  if (view.getUint32(0, true) !== SIGNATURE.end64)
    throw damaged(source, at, 'its directory is misplaced');
  return {
    entries: safe(source, view, 32, at),
    bytes: safe(source, view, 40, at),
    start: safe(source, view, 48, at),
  };
}

function checked(source: ByteSource, directory: Directory, end: number): Directory {
  const { entries, bytes, start } = directory;
  if (start + bytes > end) throw damaged(source, end, 'its directory reaches beyond its end');
  if (entries * DIRECTORY_HEADER_BYTES > bytes)
    throw damaged(source, end, `its directory has no room for ${count(entries)} entries`);
  if (bytes > MAX_DIRECTORY_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name}: the directory of this archive (zip) holds ${count(bytes)} bytes; ${count(MAX_DIRECTORY_BYTES)} are read at most.`,
      file: source.name,
      place: `byte ${start}`,
      hint: 'Save what you want to look at in a file of its own.',
    });
  }
  return directory;
}

function directoryEntry(
  source: ByteSource,
  view: DataView,
  at: number,
  directoryAt: number,
): { readonly entry: Omit<ZipEntry, 'limit'>; readonly next: number } {
  const place = directoryAt + at;
  if (
    at + DIRECTORY_HEADER_BYTES > view.byteLength ||
    view.getUint32(at, true) !== SIGNATURE.directory
  )
    throw damaged(source, place, 'its directory is cut short or overwritten');
  const flags = view.getUint16(at + 8, true);
  const nameAt = at + DIRECTORY_HEADER_BYTES;
  const extraAt = nameAt + view.getUint16(at + 28, true);
  const extraEnd = extraAt + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > view.byteLength) throw damaged(source, place, 'its directory is cut short');
  const name = nameOf(
    new Uint8Array(view.buffer, view.byteOffset + nameAt, extraAt - nameAt),
    (flags & 0x800) !== 0,
  );
  const large = largeFields(view, extraAt, extraEnd);
  // Those that are too large for 32 bits follow in the extra field, in this order.
  const field = (offset: number): number => {
    const value = view.getUint32(at + offset, true);
    if (value !== 0xffffffff) return value;
    const wide = large.shift();
    if (wide === undefined || wide > BigInt(Number.MAX_SAFE_INTEGER))
      throw damaged(source, place, `${shown(name)} has no valid size`);
    return Number(wide);
  };
  const size = field(24);
  const compressedSize = field(20);
  const headerAt = field(42);
  const method = view.getUint16(at + 10, true);
  if (headerAt + LOCAL_HEADER_BYTES + compressedSize > directoryAt)
    throw damaged(source, place, `${shown(name)} reaches beyond the end of the file`);
  if (method === 0 ? size !== compressedSize : size > MAX_RATIO * compressedSize)
    throw damaged(
      source,
      place,
      `${shown(name)} claims ${count(size)} bytes, which cannot come out of ${count(compressedSize)}`,
    );
  const crc32 = view.getUint32(at + 16, true);
  const encrypted = (flags & 1) !== 0;
  return { entry: { name, size, compressedSize, method, encrypted, crc32, headerAt }, next };
}

/** The 64-bit numbers of the zip64 extra field (id 1). */
function largeFields(view: DataView, start: number, end: number): bigint[] {
  for (let at = start; at + 4 <= end;) {
    const from = at + 4;
    const to = Math.min(end, from + view.getUint16(at + 2, true));
    if (view.getUint16(at, true) === 1) {
      const n = Math.min(3, Math.floor((to - from) / 8));
      return Array.from({ length: n }, (_, i) => view.getBigUint64(from + 8 * i, true));
    }
    at = to;
  }
  return [];
}

/** Entries that overlap would let a small file hold any amount ("a better zip bomb", Fifield 2019). */
function withLimits(
  source: ByteSource,
  found: readonly Omit<ZipEntry, 'limit'>[],
  directoryAt: number,
): ZipEntry[] {
  const sorted = [...found].sort((a, b) => a.headerAt - b.headerAt);
  return sorted.map((entry, i) => {
    const limit = sorted[i + 1]?.headerAt ?? directoryAt;
    if (entry.headerAt + LOCAL_HEADER_BYTES + entry.compressedSize > limit)
      throw damaged(source, entry.headerAt, `${shown(entry.name)} overlaps another entry`);
    return { ...entry, limit };
  });
}

function safe(source: ByteSource, view: DataView, at: number, place: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw damaged(source, place, 'its directory is misplaced');
  return Number(value);
}

const nameOf = (bytes: Uint8Array, isUtf8: boolean): string =>
  new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252').decode(bytes);

/** A name as it stands in messages: one line, not too long. */
function shown(name: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 80)}...` : plain || '(without a name)';
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const damaged = damageOf(
  'archive (zip)',
  'The file is damaged or was changed after it was written. Write or download it again.',
);
