import { LocusError, plainDetails, type ErrorDetails } from '../../base/errors.ts';
import { lastPart, namedFile } from '../folders.ts';
import { count, plural } from '../names.ts';
import { matchImages, type ImageItems, type Match } from './match.ts';
import { noSheet, sheetByRule, sheetByTile, type SheetLayout } from './sheet.ts';
import type { ImageFile, ImageSet, Pictures } from './pictures.ts';

/** The pictures of the items, or null, and what is to be said of them. */
export interface PicturePlan {
  readonly pictures: Pictures | null;
  /** Each begins with `IMAGES`. */
  readonly notes: readonly string[];
  readonly problems: readonly ErrorDetails[];
}

/** Begins every note on images, so that those of an earlier match can be taken back. */
export const IMAGES = 'Images: ';

/**
 * Decides which image belongs to which item: a sheet that a configuration names, one called so, the only image if it fits, else one image
 * per item. Pure; nothing is decoded.
 */
export function planPictures(items: ImageItems, { files, sheets }: ImageSet): PicturePlan {
  const notes: string[] = [];
  const problems: ErrorDetails[] = [];
  const done = (pictures: Pictures | null): PicturePlan => ({ pictures, notes, problems });
  const rows = items.kept?.of ?? items.ids.length;

  const claimed = new Set<ImageFile>();
  const sources = files.map(({ source }) => source);
  const claimants = sheets.map(({ by }) => by);
  for (const { by, file, tile } of sheets) {
    const named = namedFile(by, file, sources, claimants);
    const image = files.find(({ source }) => source === named);
    if (!image) {
      notes.push(
        `${IMAGES}${lastPart(file)}, the sheet that ${by.name} names, was not dropped along.`,
      );
      continue;
    }
    claimed.add(image);
    const layout = sheetByTile(image, rows, tile);
    if (!layout) {
      problems.push(plainDetails(noSheet(image, rows, tile)));
      continue;
    }
    notes.push(sheetNote(image, layout, rows), ...unused(files.length - 1));
    return done(asSheet(image, layout, items));
  }
  const free = files.filter((image) => !claimed.has(image));
  if (free.length === 0) return done(null);

  const named = free.filter(({ source }) => /sprite/i.test(source.name));
  for (const image of free.length === 1 ? free : named) {
    const layout = sheetByRule(image, rows);
    if (!layout) continue;
    notes.push(sheetNote(image, layout, rows), ...unused(free.length - 1));
    return done(asSheet(image, layout, items));
  }
  if (named.length > 0) problems.push(plainDetails(noSheet(named[0], rows)));
  const single = free.filter((image) => !named.includes(image));
  if (single.length === 0) return done(null);

  const paths = single.map(({ source }) => source.path ?? source.name);
  const match = matchImages(paths, items);
  if (!match) {
    problems.push(plainDetails(noMatch(single, items)));
    return done(null);
  }
  notes.push(matchNote(match, single, items));
  return done(fromFiles(match, single));
}

function asSheet(image: ImageFile, layout: SheetLayout, { ids, kept }: ImageItems): Pictures {
  const tiles = kept ? Int32Array.from(kept.rows) : Int32Array.from(ids, (_, i) => i);
  return { tiles, from: { kind: 'sheet', image, ...layout } };
}

/** Only images that belong to an item are drawn, in the order of the items. */
function fromFiles({ images }: Match, files: readonly ImageFile[]): Pictures {
  const tileOf = new Map<number, number>();
  const tiles = images.map((image) => {
    if (image < 0) return -1;
    const tile = tileOf.get(image) ?? tileOf.size;
    tileOf.set(image, tile);
    return tile;
  });
  return {
    tiles,
    from: { kind: 'files', images: [...tileOf.keys()].map((image) => files[image]) },
  };
}

function sheetNote({ source }: ImageFile, { width, height, perRow }: SheetLayout, n: number) {
  return `${IMAGES}${source.name} is read as a sheet of ${count(n)} tiles of ${width} x ${height} pixels, ${count(perRow)} in a row; tile i is row i.`;
}

const unused = (others: number): string[] =>
  others > 0 ? [`${IMAGES}${plural(others, 'other image')} not used.`] : [];

function matchNote(match: Match, files: readonly ImageFile[], { ids }: ImageItems): string {
  const used = new Set(match.images.filter((image) => image >= 0)).size;
  const matched = `${count(match.matched)} of ${plural(ids.length, 'item')} have one`;
  const left = files.length - used;
  const rest = left > 0 ? `; ${plural(left, 'image')} left over` : '';
  if (match.by === 'column')
    return `${IMAGES}matched by the file names in column ${match.column ?? ''}; ${matched}${rest}.`;
  if (match.by === 'id') return `${IMAGES}matched by id, the name of the file; ${matched}${rest}.`;
  const [first, last] = [match.images[0], match.images.at(-1)!];
  return `${IMAGES}no column and no id holds their names; as there are as many as rows, they are taken in the order of their names, ${files[first].source.name} to ${files[last].source.name}.`;
}

function noMatch(files: readonly ImageFile[], { ids, kept }: ImageItems): LocusError {
  const [{ source }] = files;
  const rows = kept?.of ?? ids.length;
  const what =
    files.length === 1 ? source.name : `${source.name} and ${count(files.length - 1)} more`;
  return new LocusError({
    code: 'E_IMAGE',
    message: `${what}: no column and no id holds the names of the images, and ${plural(files.length, 'image')} for ${plural(rows, 'item')} cannot be matched in order.`,
    file: source.name,
    place: 'names of the images',
    hint: `Add a column with the file names to the metadata, or name the images after the ids, such as "${ids[0]}.png". The vectors are opened without them.`,
  });
}
