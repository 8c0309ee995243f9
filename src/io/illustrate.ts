import type { Parsed } from './align.ts';
import type { Assembled } from './assemble.ts';
import { areNumbersOf } from './ids.ts';
import { IMAGES, planPictures } from './images/plan.ts';
import type { ImageSet, Pictures } from './images/pictures.ts';

export interface Illustrated extends Assembled {
  /** Null without images, or when they fit nothing: the data set is as it was. */
  readonly pictures: Pictures | null;
}

/** Matches the images of a drop with the items; says how in the notes, in place of what an earlier match said. */
export function illustrate(
  { dataset, problems }: Assembled,
  parsed: Pick<Parsed, 'hasOwnIds' | 'kept'> | null,
  images: ImageSet,
): Illustrated {
  if (images.files.length === 0 && images.sheets.length === 0) {
    return { dataset, problems, pictures: null };
  }
  const { ids, columns } = dataset;
  const kept = parsed?.kept;
  // Ids may have come with the metadata.
  const hasOwnIds = parsed?.hasOwnIds === true || !areNumbersOf(ids, kept?.rows);
  const plan = planPictures({ ids, columns, hasOwnIds, ...(kept && { kept }) }, images);
  const notes = dataset.notes.filter((note) => !note.startsWith(IMAGES));
  return {
    dataset: { ...dataset, notes: [...notes, ...plan.notes] },
    problems: [...problems, ...plan.problems],
    pictures: plan.pictures,
  };
}
