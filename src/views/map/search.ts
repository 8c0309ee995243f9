import { LocusError } from '../../base/errors.ts';
import type { Column } from '../../data/dataset.ts';

export interface SearchQuery {
  readonly text: string;
  /** Read `text` as a regular expression (JavaScript syntax) instead of a substring. */
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** What a search looks through. Structured-cloneable: it goes to the search worker once per data set. */
export interface SearchIndex {
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
}

/** The items `from` to `to` - 1 of an index, with copies of their cells; pictures are not searched. */
export function partOf({ ids, columns }: SearchIndex, from: number, to: number): SearchIndex {
  const part = (column: Column): Column[] => {
    switch (column.kind) {
      case 'category':
        return [{ ...column, codes: column.codes.slice(from, to) }];
      case 'number':
        return [{ ...column, values: column.values.slice(from, to) }];
      case 'text':
        return [{ ...column, values: column.values.slice(from, to) }];
      case 'image':
        return [];
    }
  };
  return { ids: ids.slice(from, to), columns: columns.flatMap(part) };
}

/**
 * Items of which the id or any category, text or number matches; sorted. An empty query matches nothing.
 * Levels of a category are matched once each, not once per item.
 * @throws LocusError E_PATTERN when the regular expression is not one
 */
export function findItems(index: SearchIndex, query: SearchQuery): Uint32Array<ArrayBuffer> {
  if (query.text === '') return new Uint32Array(0);
  const matches = matcher(query);
  const hit = new Uint8Array(index.ids.length);
  index.ids.forEach((id, i) => {
    if (matches(id)) hit[i] = 1;
  });
  for (const column of index.columns) markColumn(column, matches, hit);
  const count = hit.reduce((sum, flag) => sum + flag, 0);
  const items = new Uint32Array(count);
  for (let i = 0, n = 0; i < hit.length; i++) if (hit[i]) items[n++] = i;
  return items;
}

/** Items that match in any of the parts of an index, which follow one another. */
export function findInParts(
  parts: readonly SearchIndex[],
  query: SearchQuery,
): Uint32Array<ArrayBuffer> {
  let start = 0;
  const found = parts.map((part) => {
    const items = findItems(part, query).map((item) => item + start);
    start += part.ids.length;
    return items;
  });
  const all = new Uint32Array(found.reduce((sum, items) => sum + items.length, 0));
  let at = 0;
  for (const items of found) {
    all.set(items, at);
    at += items.length;
  }
  return all;
}

function markColumn(column: Column, matches: (text: string) => boolean, hit: Uint8Array): void {
  switch (column.kind) {
    case 'category': {
      const levels = column.levels.map(matches);
      column.codes.forEach((code, i) => {
        if (code >= 0 && levels[code]) hit[i] = 1;
      });
      return;
    }
    case 'number':
      column.values.forEach((value, i) => {
        if (!hit[i] && !Number.isNaN(value) && matches(String(value))) hit[i] = 1;
      });
      return;
    case 'text':
      column.values.forEach((value, i) => {
        if (!hit[i] && value !== null && matches(value)) hit[i] = 1;
      });
      return;
    case 'image':
      return;
  }
}

function matcher({ text, regex, matchCase }: SearchQuery): (text: string) => boolean {
  if (regex) {
    const pattern = compile(text, matchCase ? 'u' : 'iu');
    return (value) => pattern.test(value);
  }
  if (matchCase) return (value) => value.includes(text);
  const needle = text.toLowerCase();
  return (value) => value.toLowerCase().includes(needle);
}

function compile(text: string, flags: string): RegExp {
  try {
    return new RegExp(text, flags);
  } catch (error) {
    // "Invalid regular expression: /(/u: Unterminated group" -> "Unterminated group"
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /s, '');
    throw new LocusError({
      code: 'E_PATTERN',
      message: `This is not a regular expression: ${reason}.`,
      hint: 'Correct the pattern, or turn regular expressions off to search for the text as it stands.',
    });
  }
}
