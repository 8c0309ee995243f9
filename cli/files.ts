import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LocusError } from '../src/base/errors.ts';
import type { ByteSource, Sequence } from '../src/io/source.ts';

/** More files than this are no folder of one model or data set. */
const MAX_FILES = 10_000;

/**
 * The files that were named; of a folder all files in it, with their paths, as when it is dropped on the page.
 * @throws LocusError E_NO_FILE, E_LIMIT
 */
export async function diskSources(paths: readonly string[]): Promise<ByteSource[]> {
  const found: ByteSource[] = [];
  const visit = async (path: string, inside: string | null): Promise<void> => {
    const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
    if (!isFolder) {
      const source = await diskSource(path);
      found.push(inside === null ? source : { ...source, path: inside });
      if (found.length > MAX_FILES) throw tooMany(path);
      return;
    }
    const here = inside ?? basename(path);
    for (const name of (await readdir(path)).sort())
      if (!name.startsWith('.')) await visit(join(path, name), `${here}/${name}`);
  };
  for (const path of paths) await visit(path, null);
  return found;
}

const tooMany = (path: string): LocusError =>
  new LocusError({
    code: 'E_LIMIT',
    message: `These are more than ${MAX_FILES} files.`,
    file: basename(path),
    place: path,
    hint: 'Name the files, or the folder of one model or data set.',
  });

/**
 * A file on disk as the readers see it: a name, a length and slices.
 * @throws LocusError E_NO_FILE
 */
export async function diskSource(path: string): Promise<ByteSource> {
  const name = basename(path);
  const info = await stat(path).catch(() => null);
  if (!info?.isFile()) {
    throw new LocusError({
      code: 'E_NO_FILE',
      message: info ? 'This is not a file.' : 'There is no such file.',
      file: name,
      place: path,
      hint: 'Check the path.',
    });
  }
  return {
    name,
    byteLength: info.size,
    origin: path,
    async slice(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, info.size) - start));
      const handle = await open(path, 'r');
      try {
        return await fill(handle, bytes, start);
      } finally {
        await handle.close();
      }
    },
    sliceNow(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, info.size) - start));
      const handle = openSync(path, 'r');
      try {
        let done = 0;
        while (done < bytes.length) {
          const read = readSync(handle, bytes, done, bytes.length - done, start + done);
          if (read === 0) break;
          done += read;
        }
        return bytes.subarray(0, done);
      } finally {
        closeSync(handle);
      }
    },
    sequence: (start, end) => sequence(path, start, Math.min(end, info.size)),
  };
}

/** Reads until `bytes` is full or the file ends. */
async function fill(handle: FileHandle, bytes: Uint8Array, start: number): Promise<Uint8Array> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

interface Ahead {
  readonly bytes: number;
  readonly read: Promise<Uint8Array>;
}

/** Two buffers take turns: while one is looked at, the other is filled. */
function sequence(path: string, start: number, end: number): Sequence {
  const opened = open(path, 'r');
  opened.catch(() => undefined); // `next` tells
  let at = start;
  let ahead: Ahead | null = null;
  const buffers = [new Uint8Array(0), new Uint8Array(0)];
  const readOn = (bytes: number): Ahead => {
    buffers.reverse();
    if (buffers[0]!.length < bytes) buffers[0] = new Uint8Array(bytes);
    const target = buffers[0]!.subarray(0, bytes);
    const from = at;
    const read = opened.then((handle) => fill(handle, target, from));
    read.catch(() => undefined); // told when it is asked for
    at += bytes;
    return { bytes, read };
  };
  return {
    async next(bytes) {
      if (ahead && ahead.bytes !== bytes) {
        // Another length than was foreseen: again from where that began.
        await ahead.read;
        at -= ahead.bytes;
        ahead = null;
      }
      const { read } = ahead ?? readOn(bytes);
      const found = await read;
      const left = Math.min(bytes, end - at);
      ahead = left > 0 ? readOn(left) : null;
      return found;
    },
    close() {
      // Not before the last reading has ended.
      void Promise.allSettled([ahead?.read]).then(() =>
        opened.then(
          (handle) => handle.close(),
          () => undefined,
        ),
      );
    },
  };
}
