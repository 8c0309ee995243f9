import { isObject } from '../json-object.ts';
import { stem } from '../names.ts';

/** A JSON document as columns of raw values, all of one length. */
export type Columns = Map<string, unknown[]>;

/** Why a document is no table, in words that continue "It ...". */
export class NoTable extends Error {
  readonly place: string;
  constructor(message: string, place: string) {
    super(message);
    this.place = place;
  }
}

/**
 * Takes the shapes in which tables are written as JSON:
 * an array of objects; an object of arrays; `{id: {...}}`; `{column: {"0": value, "1": ...}}` as pandas writes; an array of
 * plain values, which is one column named after the file; an array of arrays, which is a matrix; a vocabulary `{token: index}`.
 * @param sign what stands before keys that are numbers (exact.ts)
 * @throws NoTable
 */
export function toColumns(document: unknown, file: string, sign: string): Columns {
  if (Array.isArray(document)) return fromArray(document, file);
  if (!isObject(document)) throw new NoTable('is a single value, not a table', 'the whole file');
  const entries = Object.entries(document);
  if (entries.length === 0) throw new NoTable('holds an empty object', 'the whole file');
  if (entries.every(([, value]) => Array.isArray(value))) {
    return sameLength(new Map(entries as [string, unknown[]][]));
  }
  if (entries.every(([, value]) => isObject(value))) {
    return fromNested(entries as [string, Record<string, unknown>][], sign);
  }
  const vocabulary = fromVocabulary(entries);
  if (vocabulary) return vocabulary;
  const [key] =
    entries.find(([, value]) => !isObject(value) && !Array.isArray(value)) ?? entries[0];
  throw new NoTable('is an object, but not one of columns or of items', `key "${key}"`);
}

/** Column of a vocabulary that says which row of the matrix a token is. */
const TOKEN_ROW = 'index';

/** `{token: index}`, as tokenizers write it: indices from 0, all different, most of them in use. Null for anything else. */
function fromVocabulary(entries: readonly (readonly [string, unknown])[]): Columns | null {
  const indices = new Set<unknown>();
  for (const [, value] of entries) {
    const isIndex = Number.isInteger(value) && (value as number) >= 0;
    if (!isIndex || (value as number) >= 2 * entries.length) return null;
    indices.add(value);
  }
  if (indices.size < entries.length || !indices.has(0)) return null;
  const sorted = entries.toSorted(([, a], [, b]) => (a as number) - (b as number));
  return new Map<string, unknown[]>([
    ['token', sorted.map(([token]) => token)],
    [TOKEN_ROW, sorted.map(([, index]) => index)],
  ]);
}

/** Whether a document is a vocabulary. */
export const isVocabulary = (document: unknown): boolean =>
  isObject(document) && fromVocabulary(Object.entries(document)) !== null;

function fromArray(items: readonly unknown[], file: string): Columns {
  if (items.length === 0) throw new NoTable('holds an empty list', 'the whole file');
  if (items.every(isObject)) return fromObjects(items);
  const odd = items.findIndex(isObject);
  if (odd >= 0)
    throw new NoTable('mixes objects with other values', `item ${odd} (counting from 0)`);
  return new Map([[stem(file), [...items]]]);
}

/**
 * Every key makes a column as long as the list, so a list whose items share no keys would take the square of its length.
 * Tables with more cells than this for each value that is there are refused, beyond a size that does no harm.
 */
const CELLS_PER_VALUE = 64;
const HARMLESS_CELLS = 1 << 20;

function fromObjects(items: readonly Record<string, unknown>[]): Columns {
  const columns: Columns = new Map();
  const values = items.reduce((sum, item) => sum + Object.keys(item).length, 0);
  const mostCells = Math.max(HARMLESS_CELLS, CELLS_PER_VALUE * values);
  items.forEach((item, row) => {
    for (const [key, value] of Object.entries(item)) {
      let column = columns.get(key);
      if (!column) {
        if ((columns.size + 1) * items.length > mostCells)
          throw new NoTable(
            `has over ${columns.size} different keys in ${items.length} items, which is no table`,
            `item ${row} (counting from 0), key "${key.slice(0, 40)}"`,
          );
        columns.set(key, (column = new Array<unknown>(items.length).fill(null)));
      }
      column[row] = value;
    }
  });
  if (columns.size === 0) throw new NoTable('holds empty objects only', 'item 0 (counting from 0)');
  return columns;
}

function fromNested(entries: readonly [string, Record<string, unknown>][], sign: string): Columns {
  const rows = entries.map(([, inner]) => Object.keys(inner));
  if (rows.every((keys) => areRowNumbers(keys, sign))) return byRowNumber(entries, rows[0]!, sign);
  const columns = fromObjects(entries.map(([, inner]) => inner));
  const ids = entries.map(([id]) => id);
  return new Map([[columns.has('id') ? 'key' : 'id', ids], ...columns]);
}

/** Whether the keys are 0, 1, 2 ... in any order. */
const areRowNumbers = (keys: readonly string[], sign: string): boolean =>
  keys.every((key) => key.startsWith(sign) && Number(key.slice(sign.length)) < keys.length);

/** Columns with a key for each row. Where the rows were shuffled, the keys become a column: to the file, they are what names the rows. */
function byRowNumber(
  entries: readonly [string, Record<string, unknown>][],
  rows: readonly string[],
  sign: string,
): Columns {
  const columns: Columns = new Map(
    entries.map(([name, inner]) => {
      const values = Object.values(inner);
      return [name, values.length === rows.length ? rows.map((row) => inner[row]) : values];
    }),
  );
  sameLength(columns);
  if (rows.every((row, i) => row === `${sign}${i}`)) return columns;
  const name = ['index', 'id', 'key'].find((one) => !columns.has(one)) ?? 'row';
  return new Map([[name, [...rows]], ...columns]);
}

function sameLength(columns: Columns): Columns {
  const [[firstName, first]] = columns;
  for (const [name, values] of columns) {
    if (values.length !== first.length) {
      throw new NoTable(
        `has columns of different lengths: "${firstName}" has ${first.length} values, "${name}" has ${values.length}`,
        `key "${name}"`,
      );
    }
  }
  if (first.length === 0) throw new NoTable('has columns without values', `key "${firstName}"`);
  return columns;
}
