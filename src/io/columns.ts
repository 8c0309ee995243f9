import type { CategoryColumn, Column } from '../data/dataset.ts';
import { isMissingText, parseNumber } from './numbers.ts';
import type { RawColumn } from './types.ts';

/** A column of whole numbers is a category only under such a name: `age` is not, `label` is. */
const CATEGORY_NAME =
  /^(y|labels?|class(es)?|categor(y|ies)|clusters?|groups?|targets?|digits?|types?|splits?|folds?)$/i;
const MAX_NUMERIC_LEVELS = 50;
/** More distinct texts than this are no categories to colour by. */
const MAX_LEVELS = 1000;
/** In a short table, any text that comes twice makes a category. */
const FEW_LEVELS = 20;

/**
 * Infers what a column holds. Numbers: every cell is a number or missing. Category: texts that repeat. Text: the
 * rest. A column that its file calls a category is one. "NA", "null" and the like are missing, except in a column of texts that all differ, where they are
 * words.
 */
export function typeColumn({ name, values, isCategory: isNamed, colours }: RawColumn): Column {
  if (isNamed && new Set(values).size <= MAX_LEVELS) {
    const column = toCategory(name, values, () => false);
    if (!colours) return column;
    return { ...column, colours: column.levels.map((level) => colours.get(level) ?? null) };
  }
  const numbers = asNumbers(values);
  if (numbers) {
    return CATEGORY_NAME.test(name) && isFewIntegers(numbers)
      ? toCategory(name, values.map(wholeNumber), (text) => isMissing(text))
      : { kind: 'number', name, values: numbers };
  }
  const present = values.filter((value) => value !== null);
  if (isCategory(new Set(present).size, present.length)) {
    return toCategory(name, values, (text) => isMissingText(text));
  }
  return { kind: 'text', name, values };
}

/** The value of a typed column at one item, as written into JSON; null when missing. */
export function valueAt(column: Column, item: number): string | number | null {
  switch (column.kind) {
    case 'category':
      return column.levels[column.codes[item]] ?? null;
    case 'number':
      return Number.isFinite(column.values[item]) ? column.values[item] : null;
    case 'text':
      return column.values[item];
    case 'image':
      return column.tiles[item];
  }
}

/** How many items a column has values for. */
export function columnLength(column: Column): number {
  switch (column.kind) {
    case 'category':
      return column.codes.length;
    case 'image':
      return column.tiles.length;
    default:
      return column.values.length;
  }
}

/** A whole number written as a float, "7.000e+00", as a person names it: "7". Other texts as they are. */
function wholeNumber(text: string | null): string | null {
  if (text === null || !/[.e]/i.test(text)) return text;
  const value = parseNumber(text);
  return value !== undefined && Number.isSafeInteger(value) ? String(value) : text;
}

function isMissing(text: string): boolean {
  const value = parseNumber(text);
  return value !== undefined && Number.isNaN(value);
}

function asNumbers(values: readonly (string | null)[]): Float64Array | null {
  const numbers = new Float64Array(values.length);
  let any = false;
  for (let i = 0; i < values.length; i++) {
    const text = values[i];
    const value = text === null ? NaN : parseNumber(text);
    if (value === undefined) return null;
    if (!Number.isNaN(value)) any = true;
    numbers[i] = value;
  }
  return any ? numbers : null;
}

function isFewIntegers(numbers: Float64Array): boolean {
  const distinct = new Set<number>();
  for (const value of numbers) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    distinct.add(value);
    if (distinct.size > MAX_NUMERIC_LEVELS) return false;
  }
  return distinct.size < numbers.length;
}

function isCategory(distinct: number, present: number): boolean {
  if (distinct >= present) return false;
  return distinct <= Math.max(FEW_LEVELS, Math.min(MAX_LEVELS, present / 2));
}

function toCategory(
  name: string,
  values: readonly (string | null)[],
  missing: (text: string) => boolean,
): CategoryColumn {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== null && !missing(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  // Array.sort is stable and a Map keeps the order of appearance.
  const levels = [...counts].sort((a, b) => b[1] - a[1]).map(([level]) => level);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from(values, (value) =>
    value === null ? -1 : (codeOf.get(value) ?? -1),
  );
  return { kind: 'category', name, levels, codes };
}
