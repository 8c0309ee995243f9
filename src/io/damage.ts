import { LocusError } from '../base/errors.ts';
import type { ByteSource } from './source.ts';

/**
 * Makes the error of a format for files that are not what they claim to be.
 * @param what the file should be, in words that follow "is no valid": "npy file"
 * @returns a maker of E_HEADER; a place that is a number is a byte of the file, a cause is half a sentence
 */
export const damageOf =
  (what: string, hint: string) =>
  (source: Pick<ByteSource, 'name'>, place: string | number, cause: string): LocusError =>
    new LocusError({
      code: 'E_HEADER',
      message: `${source.name} is no valid ${what}: ${cause}.`,
      file: source.name,
      place: typeof place === 'number' ? `byte ${place}` : place,
      hint,
    });

/**
 * E_TRUNCATED, for a file that ends too early.
 * @param cause half a sentence: what should be there
 */
export const cutShort = (
  source: Pick<ByteSource, 'name' | 'byteLength'>,
  cause: string,
): LocusError =>
  new LocusError({
    code: 'E_TRUNCATED',
    message: `${source.name} is cut short: ${cause}.`,
    file: source.name,
    place: `byte ${source.byteLength}`,
    hint: 'The copy or download stopped early, or the program that wrote it did. Get or write the file again.',
  });
