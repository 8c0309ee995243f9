import type { ErrorDetails } from '../../src/base/errors.ts';
import type { Dataset } from '../../src/data/dataset.ts';

/** Code of the problem that the engine lost the vectors of the open data. */
export const VECTORS_LOST = 'E_VECTORS_LOST';

/** The engine holds nothing of the open data any more. */
export const vectorsLost = ({ name }: Dataset): ErrorDetails => ({
  code: VECTORS_LOST,
  message: `The vectors of ${name} are not loaded any more: nothing can be computed on them.`,
  hint: 'Read them again, or open their files anew if they were changed or moved.',
});

/** A file of the open data did not give the same spaces as before. */
export const otherThanBefore = ({ name }: Dataset): ErrorDetails => ({
  code: 'E_CHANGED',
  message: `The files of ${name} no longer give the same vectors: one was changed, moved or cannot be read.`,
  hint: 'What is loaded stays as it is. Open the files anew to see what they hold now.',
});

/** With further spaces the items would be others. */
export const otherItems = ({ name }: Dataset): ErrorDetails => ({
  code: 'E_CHANGED',
  message: `${name} was left as it is: read together with these files it would not have the same items. A file of it was changed or moved, or rows would be left out.`,
  hint: 'Open all files together as new data.',
});
