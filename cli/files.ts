import { closeSync, openSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LocusError } from '../src/base/errors.ts';
import type { ByteSource } from '../src/io/source.ts';

/** A file on disk as the readers see it: a name, a length and slices. */
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
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, start + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return bytes.subarray(0, done);
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
  };
}
