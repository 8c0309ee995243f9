/** Columns of a matrix that are taken as dimensions: disjoint rising ranges [first, last], both included, from 0. */
export type ColumnRanges = readonly (readonly [number, number])[];

/** More ranges than this are not read: links carry them. */
const MAX_RANGES = 100;

/**
 * Reads what a person types: "0-255", "0-63, 128, 200-219". Ranges are put in order and joined where they touch.
 * @returns null when it is none of that, or lies outside so many columns
 */
export function parseColumns(text: string, columns: number): ColumnRanges | null {
  const ranges: [number, number][] = [];
  for (const part of text.split(/[,;]/)) {
    const found = /^\s*(\d{1,9})\s*(?:(?:-|\u2013|to)\s*(\d{1,9})\s*)?$/.exec(part);
    if (!found) return null;
    const first = Number(found[1]);
    const last = found[2] === undefined ? first : Number(found[2]);
    if (last < first || last >= columns) return null;
    ranges.push([first, last]);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const [first, last] of ranges) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined.length > MAX_RANGES ? null : joined;
}

/** "0-63, 128". */
export const columnsText = (ranges: ColumnRanges): string =>
  ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');

/** How many of so many columns are taken. */
export const columnsTaken = (ranges: ColumnRanges | undefined, columns: number): number =>
  ranges
    ? ranges.reduce(
        (sum, [first, last]) => sum + Math.max(0, Math.min(last, columns - 1) - first + 1),
        0,
      )
    : columns;
