import { plural } from './names.ts';
import { parseNumber } from './numbers.ts';
import type { RawColumn } from './types.ts';

export interface Ids {
  /** The column they come from. */
  readonly column: string;
  /** One per row, all different. */
  readonly ids: readonly string[];
  readonly notes: readonly string[];
}

const ID_NAME =
  /^(ids?|items?|words?|tokens?|names?|keys?|labels?|index|uid|uuid|images?|files?|filenames?|paths?|titles?|sentences?|texts?)$/i;
/** With this share of distinct values a column still names the rows; the repeated ones get a number. */
const NEARLY_UNIQUE = 0.9;
/** The number of the second item of one name. */
const FIRST_REPEAT = 2;

/**
 * The column that names the rows: the first one under a usual name whose values all differ, else the first
 * column of texts that all differ, else one where nearly all do. Null when there is none.
 * @param rowsOfFile the rows of the file that these are, when only some were read
 */
export function chooseIds(
  columns: readonly RawColumn[],
  rows: number,
  rowsOfFile?: Uint32Array,
): Ids | null {
  const candidates = columns
    .map((column) => ({
      column,
      distinct: new Set(column.values.filter((value) => value !== null)).size,
      named: ID_NAME.test(column.name),
      text: column.values.some((value) => value !== null && parseNumber(value) === undefined),
    }))
    .filter(({ named, text }) => named || text);
  const unique = candidates.filter(({ distinct }) => distinct === rows);
  const nearly = candidates.filter(({ distinct }) => distinct >= NEARLY_UNIQUE * rows);
  const chosen =
    unique.find(({ named }) => named) ??
    unique[0] ??
    nearly.find(({ named }) => named) ??
    nearly[0];
  return chosen ? uniqueIds(chosen.column, rowsOfFile) : null;
}

/** Whether the ids are just the row numbers from 0. */
export function areRowNumbers(ids: readonly string[]): boolean {
  return ids.every((id, i) => id === String(i));
}

/** Whether the ids are nothing but the numbers of `rows`; without it, of all rows. */
export function areNumbersOf(ids: readonly string[], rows: Uint32Array | undefined): boolean {
  return rows ? ids.every((id, i) => id === String(rows[i])) : areRowNumbers(ids);
}

/**
 * Whether the ids are what `textAt` says of each item, save for what `chooseIds` makes up: the number behind a repeated one, the
 * row in place of a missing one.
 */
export const areMadeOf = (ids: readonly string[], textAt: (i: number) => string | null): boolean =>
  ids.every((id, i) => {
    const value = textAt(i);
    if (value === null) return /^\(row \d+\)( \(\d+\))?$/.test(id);
    if (id === value) return true;
    return (
      id.startsWith(`${value} (`) &&
      Number(/^\((\d+)\)$/.exec(id.slice(value.length + 1))?.[1]) >= FIRST_REPEAT
    );
  });

function uniqueIds({ name, values }: RawColumn, rowsOfFile: Uint32Array | undefined): Ids {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  let repeated = 0;
  let missing = 0;
  let example = '';
  const ids = values.map((value, row) => {
    if (value === null) missing++;
    const wanted = value ?? `(row ${rowsOfFile?.[row] ?? row})`;
    let id = wanted;
    if (taken.has(wanted)) {
      if (repeated++ === 0) example = wanted;
      let number = next.get(wanted) ?? FIRST_REPEAT;
      while (taken.has(`${wanted} (${number})`)) number++;
      next.set(wanted, number + 1);
      id = `${wanted} (${number})`;
    }
    taken.add(id);
    return id;
  });
  const notes: string[] = [];
  if (repeated > 0) {
    notes.push(
      `${plural(repeated, 'repeated id')} in column ${name} (first: "${example}"): told apart by a number, as in "${example} (${FIRST_REPEAT})".`,
    );
  }
  if (missing > 0)
    notes.push(
      `${plural(missing, 'id')} missing in column ${name}: named after the row, counting from 0.`,
    );
  // The very list of the column, if it will do: it crosses to the page once, not twice.
  const asTheyAre = repeated === 0 && missing === 0;
  return { column: name, ids: asTheyAre ? (values as readonly string[]) : ids, notes };
}
