import type { Control } from '../../base/control.ts';
import { readChunks, type ByteSource } from '../source.ts';

const NEWLINE = 10;
const SPACE = 32;

/** How many lines of a text hold something, without looking at what. @throws LocusError E_READ; CancelledError */
export async function countLines(source: ByteSource, control: Control): Promise<number> {
  let lines = 0;
  let isBlank = true;
  await readChunks(source, 0, source.byteLength, control, (chunk) => {
    for (const byte of chunk) {
      if (byte === NEWLINE) isBlank = true;
      else if (isBlank && byte > SPACE) {
        isBlank = false;
        lines++;
      }
    }
  });
  return lines;
}
