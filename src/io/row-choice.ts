import { sampleRows } from '../math/sample.ts';
import { count, plural } from './names.ts';

/** Which rows of a file are taken, for files beyond what one wants to hold. */
export type RowChoice = PlainRowChoice | CategoryChoice;

/** Rows chosen by their number alone. */
export type PlainRowChoice =
  | { readonly kind: 'first'; readonly count: number }
  /** Rows 0, step, 2 step ... */
  | { readonly kind: 'every'; readonly step: number }
  /** Drawn without replacement, in the order of the file. */
  | { readonly kind: 'sample'; readonly count: number; readonly seed: number };

/** Rows by what a column of a table of the drop says of them (category-rows.ts finds them). */
export interface CategoryChoice {
  readonly kind: 'category';
  /** The table, by the name of its file: metadata, or the file of the vectors itself. */
  readonly file: string;
  readonly column: string;
  /** Categories taken; without it all but `except`. Rows without a category are never taken. */
  readonly levels?: readonly string[] | undefined;
  /** Categories left out, where they are fewer to name than those taken; counts only without `levels`. */
  readonly except?: readonly string[] | undefined;
  /** At most so many of each, drawn without replacement; without it all. */
  readonly count?: number | undefined;
  readonly seed: number;
}

/** Whether a choice takes the rows of a category. */
export function takesLevel({ levels, except }: CategoryChoice): (level: string) => boolean {
  if (levels) {
    const taken = new Set(levels);
    return (level) => taken.has(level);
  }
  const left = new Set(except);
  return (level) => !left.has(level);
}

/** Rows that are known one by one, for files with just so many. */
export interface TheseRows {
  readonly kind: 'these';
  /** Rising. */
  readonly rows: Uint32Array;
  readonly of: number;
}

/** Which rows were taken, and how many there are in the file. */
export interface KeptRows {
  readonly rows: Uint32Array;
  readonly of: number;
}

/** What a reader is told. */
export type RowSelection = PlainRowChoice | TheseRows;

/** The rows chosen, rising; null for all of them. */
export function chosenRows(choice: RowSelection | undefined, rows: number): Uint32Array | null {
  if (!choice) return null;
  switch (choice.kind) {
    case 'first':
      return choice.count >= rows ? null : Uint32Array.from({ length: choice.count }, (_, i) => i);
    case 'every':
      return choice.step <= 1
        ? null
        : Uint32Array.from({ length: Math.ceil(rows / choice.step) }, (_, i) => i * choice.step);
    case 'sample':
      return choice.count >= rows ? null : sampleRows(rows, choice.count, choice.seed);
    case 'these':
      return choice.of !== rows || choice.rows.length === rows ? null : choice.rows;
  }
}

/** Those of some values, one for each row, that belong to the rows chosen; null chooses all. */
export const pickRows = <T>(values: readonly T[], chosen: Uint32Array | null): readonly T[] =>
  chosen ? Array.from(chosen, (row) => values[row]!) : values;

/** What a matrix says of the rows chosen: null for all of them. */
export const keptOf = (chosen: Uint32Array | null, of: number): KeptRows | null =>
  chosen && { rows: chosen, of };

/** Whether both are the same rows of as many; null for all of `rows`. */
export function areSameRows(
  a: { readonly kept: KeptRows | null; readonly rows: number },
  b: { readonly kept: KeptRows | null; readonly rows: number },
): boolean {
  if (a.rows !== b.rows || (a.kept?.of ?? a.rows) !== (b.kept?.of ?? b.rows)) return false;
  const [ours, theirs] = [a.kept?.rows, b.kept?.rows];
  return ours === theirs || (ours?.every((row, i) => row === theirs?.[i]) ?? false);
}

/** 3 -> "3rd", 11 -> "11th". */
function ordinal(n: number): string {
  const isTeen = n % 100 > 10 && n % 100 < 14;
  return `${count(n)}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][n % 10]) ?? 'th'}`;
}

/** "Every 10th row was taken: 26,042 of 260,417 rows." */
export function choiceNote(choice: RowChoice, taken: number, rows: number): string {
  const share = `${count(taken)} of ${plural(rows, 'row')}`;
  switch (choice.kind) {
    case 'first':
      return `The first ${share} were taken.`;
    case 'every':
      return `Every ${ordinal(choice.step)} row was taken: ${share}.`;
    case 'sample':
      return `A sample was taken: ${share}, drawn without replacement (seed ${choice.seed}).`;
    case 'category':
      return `${share} were taken, by column ${choice.column} of ${choice.file}: ${levelsNote(choice)}.`;
  }
}

/** "at most 50 of each category, drawn without replacement (seed 0)". */
function levelsNote({ levels, except = [], count: most, seed }: CategoryChoice): string {
  const which = levels
    ? `categories ${someOf(levels)}`
    : except.length > 0
      ? `every category but ${someOf(except)}`
      : 'every category';
  const share =
    most === undefined ? '' : `at most ${count(most)} of each, without replacement (seed ${seed})`;
  return [which, share].filter((part) => part !== '').join(', ');
}

const someOf = (levels: readonly string[]): string =>
  `${levels.slice(0, 5).join(', ')}${levels.length > 5 ? ` and ${count(levels.length - 5)} more` : ''}`;
