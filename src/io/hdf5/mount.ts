import type { Meter } from './meter.ts';

/** The part of Emscripten's file system that is used. */
export interface FileSystem {
  open(path: string | object, flags: unknown, mode?: number): unknown;
  createFile(
    parent: string,
    name: string,
    properties: object,
    canRead: boolean,
    canWrite: boolean,
  ): FileNode;
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}

interface FileNode {
  stream_ops: Record<string, unknown>;
}

/** A file inside the library's file system. */
export interface Mounted {
  readonly path: string;
  /** Other files that HDF5 wanted to open. They are never given. */
  readonly foreign: readonly string[];
  /** Bytes of the file for others than the library; null where they are not there. */
  peek(start: number, end: number): Uint8Array | null;
  /** Why reading ended, if so: what the source threw, or what the meter says. */
  failure(): unknown;
  unmount(): void;
}

type ReadNow = (start: number, end: number) => Uint8Array;

const BLOCK_BYTES = 64 << 10;
const BLOCKS = 32;
/** "No such file" and "input/output error" in WASI's numbers. */
const ENOENT = 44;
const EIO = 29;

/**
 * Puts a file into Emscripten's file system whose bytes are read when they are asked for: nothing is copied ahead. While
 * it is mounted every other path looks as if it did not exist (external links, external storage, virtual datasets).
 */
export function mountSource(
  fs: FileSystem,
  name: string,
  byteLength: number,
  readNow: ReadNow,
  meter: Meter,
): Mounted {
  const path = `/${name}`;
  const foreign: string[] = [];
  let failure: unknown = null;
  const fetch = (start: number, end: number): Uint8Array =>
    meter.fetched(() => {
      const bytes = readNow(start, end);
      if (bytes.byteLength !== end - start) throw new Error('it has become shorter');
      return bytes;
    });
  const node = fs.createFile('/', name, {}, true, false);
  Object.defineProperty(node, 'usedBytes', { get: () => byteLength, set: () => undefined });
  const cached = blockCache(byteLength, fetch);

  const read = (
    _stream: unknown,
    target: Int8Array,
    at: number,
    length: number,
    position: number,
  ): number => {
    const end = Math.min(byteLength, position + length);
    if (end <= position) return 0;
    failure ??= meter.asked(end - position);
    if (failure !== null) throw new fs.ErrnoError(EIO);
    try {
      const large = end - position >= BLOCK_BYTES;
      const out = new Uint8Array(target.buffer, target.byteOffset + at, end - position);
      if (!large) cached(position, out);
      else out.set(fetch(position, end));
    } catch (error) {
      failure = error;
      throw new fs.ErrnoError(EIO);
    }
    return end - position;
  };
  node.stream_ops = { ...node.stream_ops, read };

  const original = Object.getOwnPropertyDescriptor(fs, 'open')!;
  const open = fs.open.bind(fs);
  fs.open = (wanted, flags, mode) => {
    if (wanted === path) return open(wanted, flags, mode);
    if (typeof wanted === 'string') foreign.push(wanted);
    throw new fs.ErrnoError(ENOENT);
  };
  return {
    path,
    foreign,
    peek(start, end) {
      if (!(start >= 0 && start <= end && end <= byteLength)) return null;
      const bytes = new Uint8Array(end - start);
      cached(start, bytes);
      return bytes;
    },
    failure: () => failure,
    unmount() {
      Object.defineProperty(fs, 'open', original);
      fs.unlink(path);
    },
  };
}

/** HDF5 reads its structure in pieces of a few bytes: the last blocks are kept. */
function blockCache(
  byteLength: number,
  readNow: ReadNow,
): (position: number, out: Uint8Array) => void {
  const blocks = new Map<number, Uint8Array>();
  const block = (index: number): Uint8Array => {
    const start = index * BLOCK_BYTES;
    const end = Math.min(byteLength, start + BLOCK_BYTES);
    const bytes = blocks.get(index) ?? readNow(start, end);
    blocks.delete(index);
    blocks.set(index, bytes); // the youngest comes last
    if (blocks.size > BLOCKS) blocks.delete(blocks.keys().next().value!);
    return bytes;
  };
  return (position, out) => {
    for (let done = 0; done < out.length;) {
      const at = position + done;
      const bytes = block(Math.floor(at / BLOCK_BYTES));
      const from = at % BLOCK_BYTES;
      const part = bytes.subarray(from, from + out.length - done);
      out.set(part, done);
      done += part.length;
    }
  };
}
