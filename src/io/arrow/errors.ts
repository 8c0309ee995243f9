import { LocusError } from '../../base/errors.ts';
import type { ByteSource } from '../source.ts';
import { FlatbufferError } from './flatbuffer.ts';

export function damaged(source: ByteSource, cause: string, place: string): LocusError {
  return new LocusError({
    code: 'E_HEADER',
    message: `${source.name} is no valid Arrow file: ${cause}.`,
    file: source.name,
    place,
    hint: 'The file is damaged. Write or download it again.',
  });
}

export function cutShort(source: ByteSource, what: string): LocusError {
  return new LocusError({
    code: 'E_TRUNCATED',
    message: `${source.name} is cut short: ${what}.`,
    file: source.name,
    place: `byte ${source.byteLength}`,
    hint: 'The copy or download stopped early, or the program that wrote it did. Get or write the file again.',
  });
}

export function refused(source: ByteSource, what: string, place: string, hint: string): LocusError {
  const message = `${source.name} ${what}.`;
  return new LocusError({ code: 'E_FORMAT', message, file: source.name, place, hint });
}

/** Reads a header; what is wrong with it is told in our words. */
export function inOurWords<T>(source: ByteSource, place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FlatbufferError) throw damaged(source, error.message, place);
    // A view says by it that an offset leads out of the header.
    if (error instanceof RangeError) throw damaged(source, 'a header cannot be read', place);
    throw error;
  }
}
