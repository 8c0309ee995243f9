import { LocusError } from '../../base/errors.ts';
import { damageOf } from '../damage.ts';
import type { ByteSource } from '../source.ts';
import { FlatbufferError } from './flatbuffer.ts';

/** E_HEADER, for what no writer of Arrow files writes. */
export const damaged = damageOf('Arrow file', 'The file is damaged. Write or download it again.');

/**
 * E_FORMAT, for what is Arrow and not read here.
 * @param what it is, as half a sentence after the name of the file
 */
export function refused(source: ByteSource, what: string, place: string, hint: string): LocusError {
  const message = `${source.name} ${what}.`;
  return new LocusError({ code: 'E_FORMAT', message, file: source.name, place, hint });
}

/** Reads a header; what is wrong with it is told in our words. */
export function inOurWords<T>(source: ByteSource, place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FlatbufferError) throw damaged(source, place, error.message);
    // A view says by it that an offset leads out of the header.
    if (error instanceof RangeError) throw damaged(source, place, 'a header cannot be read');
    throw error;
  }
}
