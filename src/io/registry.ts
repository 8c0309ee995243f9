import { LocusError } from '../base/errors.ts';
import { identify } from './magic.ts';
import { extension } from './names.ts';
import { readRange, type ByteSource } from './source.ts';
import type { Format, Probe } from './types.ts';

const modules = import.meta.glob<{ format: Format }>('./*/reader.ts', { eager: true });

/** Every format, by id. A folder with a reader.ts is found here by itself. */
export const FORMATS: readonly Format[] = Object.values(modules)
  .map((module) => module.format)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

const HEAD_BYTES = 64 << 10;
const TAIL_BYTES = 64;

/**
 * The format of a file: by a signature in its content, else by its name among those that could read it.
 * @throws LocusError E_EMPTY for 0 bytes, E_FORMAT when no format fits, saying what the file really is.
 */
export async function detectFormat(source: ByteSource): Promise<Format> {
  const { name, byteLength } = source;
  if (byteLength === 0) {
    throw new LocusError({
      code: 'E_EMPTY',
      message: `${name} holds 0 bytes.`,
      file: name,
      place: 'byte 0',
      hint: 'The download or the program that wrote it stopped early. Get or write the file again.',
    });
  }
  const probe: Probe = {
    name,
    byteLength,
    head: await readRange(source, 0, Math.min(byteLength, HEAD_BYTES)),
    tail: await readRange(source, Math.max(0, byteLength - TAIL_BYTES), byteLength),
  };
  return chooseFormat(probe, FORMATS);
}

/** The pure part of `detectFormat`. */
export function chooseFormat(probe: Probe, formats: readonly Format[]): Format {
  const certain = formats.filter((format) => format.sniff(probe) === 'certain');
  // An index of other files is JSON as well: what leads other files is meant.
  const leader = certain.find(({ companions }) => companions);
  if (leader && certain.some(({ id }) => id === 'json')) return leader;
  if (certain.length > 0) return certain[0];

  const foreign = identify(probe);
  const ending = extension(probe.name);
  const named = formats.find((format) => format.extensions.includes(ending));
  const isMeant = named?.sniff(probe) === 'possible';
  if (foreign && !(foreign.isUnknown && isMeant)) {
    const claim = named ? `, not ${named.title}` : '';
    throw unknownFormat(probe, `${probe.name} is ${foreign.title}${claim}.`, foreign.hint);
  }
  if (named && isMeant) return named;
  if (named) {
    throw unknownFormat(
      probe,
      `${probe.name} holds text or other bytes, not ${named.title}.`,
      'Its name and its content do not agree. If it is a table, give it the ending .csv or .json; else write the file again.',
    );
  }
  const possible = formats.find((format) => format.sniff(probe) === 'possible');
  if (possible) return possible;
  const known = formats.map((format) => `${format.title} (${format.extensions.join(', ')})`);
  throw unknownFormat(
    probe,
    `${probe.name} is in no format that Locus knows.`,
    `Locus reads ${known.join(', ')}.`,
  );
}

function unknownFormat(probe: Probe, message: string, hint: string): LocusError {
  return new LocusError({ code: 'E_FORMAT', message, file: probe.name, place: 'byte 0', hint });
}
