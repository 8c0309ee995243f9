import type { Column } from '../../data/dataset.ts';
import { inNaturalOrder, stem } from '../names.ts';

/** The items that images are matched with. */
export interface ImageItems {
  readonly ids: readonly string[];
  /** False when the ids are row numbers that nobody gave. */
  readonly hasOwnIds: boolean;
  readonly columns: readonly Column[];
  /** When rows were left out: which rows of the files these are, and how many there were. */
  readonly kept?: { readonly rows: Uint32Array; readonly of: number };
}

/** Which image each item has, and by what that is known. */
export interface Match {
  readonly by: 'column' | 'id' | 'order';
  /** Name of the column, for `column`. */
  readonly column?: string;
  /** For each item the index of its image, or -1. */
  readonly images: Int32Array;
  /** Items with an image. */
  readonly matched: number;
}

/**
 * Matches images, given by their paths or names, with items: by the column that holds most of their names, else by ids that are their
 * names or stems, else in natural order when there are as many. Null when nothing fits.
 */
export function matchImages(paths: readonly string[], items: ImageItems): Match | null {
  const find = finder(paths);
  let best: Match | null = null;
  for (const column of items.columns) {
    const values = texts(column);
    if (!values) continue;
    const match = collect(values, find, { by: 'column', column: column.name });
    if (match.matched > (best?.matched ?? 0)) best = match;
  }
  const byId = matchIds(paths, items, find);
  if (byId && byId.matched > (best?.matched ?? 0)) best = byId;
  return best ?? inOrder(paths, items);
}

/** Indices of names as a person would order them: 2.png before 10.png. */
export function naturalOrder(paths: readonly string[]): number[] {
  return paths.map((_, i) => i).sort((a, b) => inNaturalOrder(paths[a], paths[b]) || a - b);
}

type Find = (value: string) => number;

function collect(
  values: Iterable<string | null>,
  find: Find,
  how: Pick<Match, 'by' | 'column'>,
): Match {
  const images = Int32Array.from(values, (value) => (value === null ? -1 : find(value)));
  return { ...how, images, matched: images.reduce((sum, image) => sum + (image < 0 ? 0 : 1), 0) };
}

/** The texts of a column, one per item; null for numbers and images. */
function texts(column: Column): Iterable<string | null> | null {
  if (column.kind === 'text') return column.values;
  if (column.kind !== 'category') return null;
  return Array.from(column.codes, (code) => column.levels[code] ?? null);
}

function matchIds(paths: readonly string[], items: ImageItems, find: Find): Match | null {
  const byStem = new Map<string, number>();
  const twice = new Set<string>();
  paths.forEach((path, i) => {
    const name = stem(path);
    if (byStem.has(name)) twice.add(name);
    byStem.set(name, i);
  });
  for (const name of twice) byStem.delete(name);
  const findId: Find = (id) => {
    const named = find(id);
    return named >= 0 ? named : (byStem.get(id) ?? -1);
  };
  const match = collect(items.ids, findId, { by: 'id' });
  if (match.matched === 0) return null;
  return items.hasOwnIds || areRows(byStem, paths.length, items) ? match : null;
}

/** Whether all images are named for rows counted from 0. 1.png, 2.png ... are more likely counted from 1: never taken so. */
function areRows(
  byStem: ReadonlyMap<string, number>,
  images: number,
  { ids, kept }: ImageItems,
): boolean {
  const rows = kept?.of ?? ids.length;
  const names = [...byStem.keys()];
  if (names.length !== images) return false;
  if (!names.every((name) => String(Number(name)) === name && Number(name) < rows)) return false;
  return !names.every((name) => Number(name) >= 1 && Number(name) <= images);
}

/** As many images as items, or as rows of the file of which these are some. */
function inOrder(paths: readonly string[], { ids, kept }: ImageItems): Match | null {
  const order = Int32Array.from(naturalOrder(paths));
  const images =
    paths.length === ids.length
      ? order
      : kept && paths.length === kept.of
        ? Int32Array.from(kept.rows, (row) => order[row])
        : null;
  return images && { by: 'order', images, matched: images.length };
}

/** Finds an image by a path of any depth: the last part decides, then as many parts before it as agree. */
function finder(paths: readonly string[]): Find {
  const byName = new Map<string, { readonly parts: readonly string[]; readonly image: number }[]>();
  paths.forEach((path, image) => {
    const parts = partsOf(path);
    const name = parts.at(-1) ?? '';
    const known = byName.get(name);
    if (known) known.push({ parts, image });
    else byName.set(name, [{ parts, image }]);
  });
  return (value) => {
    const parts = partsOf(value);
    const candidates = byName.get(parts.at(-1) ?? '') ?? [];
    if (candidates.length === 1) return candidates[0].image;
    const shared = candidates.map((candidate) => common(candidate.parts, parts));
    const most = Math.max(0, ...shared);
    const [first, ...others] = candidates.filter((_, i) => shared[i] === most);
    // Two that fit equally well: neither is taken.
    return first && others.length === 0 ? first.image : -1;
  };
}

const partsOf = (path: string): string[] => path.trim().split(/[\\/]+/);

/** How many parts agree, from the end. */
function common(a: readonly string[], b: readonly string[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
  return n;
}
