import { checkpoint, throwIfCancelled, type Control } from '../../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../../base/errors.ts';
import { count } from '../names.ts';
import type { ByteSource } from '../source.ts';
import { readImageHeader } from './header.ts';
import type { ImageFile } from './pictures.ts';

/** So many broken images are named one by one. */
const NAMED = 5;
/** Headers between two reports. */
const BLOCK = 64;

/**
 * Reads the headers of all images. A broken one is a problem that names it; of many the first ones are told, then how many more.
 * @throws CancelledError
 */
export async function readImageHeaders(
  sources: readonly ByteSource[],
  control: Control,
): Promise<{ readonly images: readonly ImageFile[]; readonly problems: readonly ErrorDetails[] }> {
  const images: ImageFile[] = [];
  const problems: ErrorDetails[] = [];
  for (const [i, source] of sources.entries()) {
    if (i % BLOCK === 0) {
      await checkpoint(control);
      control.progress?.({ stage: 'Looking at images', done: i, total: sources.length });
    }
    try {
      images.push({ source, header: await readImageHeader(source) });
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      problems.push(plainDetails(error));
    }
  }
  return { images, problems: fewProblems(problems) };
}

/** The first problems with images, and how many more there are. */
export function fewProblems(problems: readonly ErrorDetails[]): ErrorDetails[] {
  const more = problems.slice(NAMED);
  if (more.length === 0) return [...problems];
  const names = more.slice(0, NAMED).map(({ file }) => file ?? '');
  return [
    ...problems.slice(0, NAMED),
    {
      code: 'E_IMAGE',
      message: `${count(more.length)} more images cannot be read: ${names.join(', ')}${more.length > names.length ? ' and others' : ''}.`,
      file: more[0].file ?? '',
      place: 'images',
      hint: 'Get or save them again as PNG, JPEG or WebP. The other files are opened without them.',
    },
  ];
}
