import { LocusError } from '../base/errors.ts';
import type { Join } from '../data/dataset.ts';
import { count, plural, stem } from './names.ts';
import { parseNumber } from './numbers.ts';
import type { RawColumn, Table } from './types.ts';

/** What a person may choose for the join. */
export type JoinChoice = { readonly by: 'row' } | { readonly by: 'id'; readonly column: string };

/** What the metadata is joined with. */
export interface Items {
  /** Name of the vectors, for messages. */
  readonly name: string;
  readonly ids: readonly string[];
  /** Whether the ids came with the vectors; else they are row numbers. */
  readonly hasOwnIds: boolean;
  /** The metadata file that gave the ids, where its own rows were only assumed to be in the order of the vectors. */
  readonly idsAssumedFrom?: string;
  /** When rows of the files were left out: which were kept, and how many there were. */
  readonly kept?: { readonly rows: Uint32Array; readonly of: number };
}

export interface Joined {
  readonly join: Join;
  /** The columns of the table with one value per item. */
  readonly columns: readonly RawColumn[];
  readonly notes: readonly string[];
}

/**
 * Matches the rows of a metadata table with the items. Without a choice: by the column whose distinct values
 * match the most ids, if they match at least half of the items or of the rows; vectors without ids have row numbers,
 * which a column named for it may hold for all or some of them; else by row order, with a caution where nothing
 * confirms it.
 * @throws LocusError E_ROWS when the lengths differ and no ids match, E_JOIN when the chosen column does not fit.
 */
export function joinTable(given: Table, items: Items, choice?: JoinChoice): Joined {
  const { table, notes } = withHeading(given, items);
  if (choice?.by === 'row') return byRow(table, items, notes, null);
  if (choice) {
    const column = table.columns.find(({ name }) => name === choice.column);
    if (!column) throw noSuchColumn(table, choice.column);
    const joined = byId(table, column, items, notes);
    if (joined.join.matched === 0) throw noMatch(table, column, items);
    return joined;
  }
  const column = idColumn(table, items);
  if (!column) return byRow(table, items, notes, orderCaution(table, items));
  if (!items.hasOwnIds) {
    notes.push(
      `${table.file}: column ${column.name} holds row numbers of ${items.name}, counting from 0; joined by it.`,
    );
  }
  return byId(table, column, items, notes);
}

/**
 * Whether a table says nothing but how the rows are called, in their order: one column of texts that all differ. It is
 * joined before the others, which may hold the same names in another order.
 */
export function namesRows({ columns }: Table): boolean {
  if (columns.length !== 1) return false;
  const [{ values }] = columns;
  if (!values.some((value) => value !== null && parseNumber(value) === undefined)) return false;
  return !values.includes(null) && new Set(values).size === values.length;
}

/** A column without heading that is one row too long has one after all. */
function withHeading(table: Table, items: Items): { table: Table; notes: string[] } {
  const wanted = [items.ids.length, items.kept?.of];
  if (!table.maybeHeader || !wanted.includes(table.rows - 1)) return { table, notes: [] };
  const [heading, ...values] = table.columns[0].values;
  const name = heading ?? stem(table.file);
  return {
    table: { ...table, rows: values.length, columns: [{ name, values }], maybeHeader: false },
    notes: [
      `${table.file}: the first line, "${name}", is taken as heading: there is one more than items.`,
    ],
  };
}

/** Row numbers are weak ids: only a column named for it is trusted to hold them. */
const ROW_NUMBER_NAME = /^(ids?|index|rows?|items?)$/i;

function idColumn(table: Table, items: Items): RawColumn | null {
  // A lone column of row numbers would be put into order by itself, and say nothing.
  if (!items.hasOwnIds && table.columns.length === 1) return null;
  const known = new Set(items.ids);
  let best: RawColumn | null = null;
  let bestMatches = 0;
  for (const column of table.columns) {
    if (!items.hasOwnIds && !ROW_NUMBER_NAME.test(column.name)) continue;
    const distinct = new Set(column.values);
    if (distinct.size !== table.rows) continue;
    let matches = 0;
    for (const value of distinct) if (value !== null && known.has(value)) matches++;
    if (matches > bestMatches) [best, bestMatches] = [column, matches];
  }
  if (!best) return null;
  const enough = items.hasOwnIds
    ? bestMatches >= Math.min(items.ids.length, table.rows) / 2
    : bestMatches === items.ids.length || namesSomeRows(best, items, known);
  return enough ? best : null;
}

/**
 * Whether a column of another length than the items holds nothing but row numbers of theirs, counted from 0. The
 * numbers 1, 2, 3 ... are more likely rows counted from 1, and are not taken.
 */
function namesSomeRows(
  { values }: RawColumn,
  { ids, kept }: Items,
  known: ReadonlySet<string>,
): boolean {
  if (values.length === ids.length || values.length === kept?.of) return false;
  const isLeftOut = (value: string): boolean =>
    kept !== undefined && /^\d+$/.test(value) && Number(value) < kept.of;
  return (
    values.every((value) => value !== null && (known.has(value) || isLeftOut(value))) &&
    !values.every((value, row) => value === String(row + 1))
  );
}

/** Null where a file of the drop says that the rows are in order, or the table numbers them, and they stand so. */
function orderCaution({ file, columns, inOrder }: Table, { name }: Items): string | null {
  if (inOrder) return null;
  const counts = ({ values }: RawColumn, from: number): boolean =>
    values.every((value, row) => value === String(row + from));
  const isNumbered = columns.some(
    (column) => ROW_NUMBER_NAME.test(column.name) && (counts(column, 0) || counts(column, 1)),
  );
  if (isNumbered) return null;
  return `Assumed: row i of ${file} is row i of ${name}; nothing in the files confirms it.`;
}

const MOST_CANDIDATES = 50;

/** Columns whose values mostly differ and are no measurements. */
function candidates({ columns, rows }: Table): string[] {
  return columns
    .filter(({ values }) => {
      if (values.some((value) => value !== null && isFraction(value))) return false;
      return new Set(values).size > rows / 2;
    })
    .slice(0, MOST_CANDIDATES)
    .map(({ name }) => name);
}

const isFraction = (text: string): boolean => {
  const value = parseNumber(text);
  return value !== undefined && !Number.isInteger(value);
};

function byRow(
  table: Table,
  items: Items,
  before: readonly string[],
  caution: string | null,
): Joined {
  const n = items.ids.length;
  const { kept } = items;
  const rows = table.rows === n ? null : kept && table.rows === kept.of ? kept.rows : undefined;
  if (rows === undefined) throw otherLength(table, items);
  const columns = rows
    ? table.columns.map(({ values, ...column }) => ({
        ...column,
        values: Array.from(rows, (i) => values[i]),
      }))
    : table.columns;
  const join: Join = {
    ...{ file: table.file, by: 'row', matched: n, unmatchedItems: 0 },
    unmatchedRows: table.rows - n,
    candidates: candidates(table),
    ...(caution !== null && { caution }),
  };
  return { join, columns, notes: caution === null ? before : [...before, caution] };
}

function byId(table: Table, column: RawColumn, items: Items, before: readonly string[]): Joined {
  const rowOf = new Map<string, number>();
  let repeated = 0;
  column.values.forEach((value, row) => {
    if (value === null) return;
    if (rowOf.has(value)) repeated++;
    else rowOf.set(value, row);
  });
  const rows = Int32Array.from(items.ids, (id) => rowOf.get(id) ?? -1);
  const matched = rows.reduce((sum, row) => sum + (row < 0 ? 0 : 1), 0);
  const join: Join = {
    file: table.file,
    by: 'id',
    column: column.name,
    matched,
    unmatchedItems: rows.length - matched,
    unmatchedRows: table.rows - matched,
    candidates: candidates(table),
    ...(items.idsAssumedFrom !== undefined && {
      caution: `${table.file} is matched by the ids of ${items.idsAssumedFrom}, whose rows are assumed to be those of ${items.name}.`,
    }),
  };
  const notes = join.caution === undefined ? [...before] : [...before, join.caution];
  if (repeated > 0) {
    notes.push(
      `${table.file}: ${plural(repeated, 'row')} ${repeated === 1 ? 'repeats' : 'repeat'} an id of column ${column.name}; the first one counts.`,
    );
  }
  if (join.unmatchedItems > 0) {
    notes.push(
      `${table.file}: ${plural(join.unmatchedItems, 'item')} without a row; shown as missing.`,
    );
  }
  notes.push(...extraRows(table, column, items, rowOf));
  const columns = table.columns.map(({ values, ...column }) => ({
    ...column,
    values: Array.from(rows, (row) => (row < 0 ? null : values[row])),
  }));
  return { join, columns, notes };
}

/** Which row of a table has no item; none is told of where rows of the vectors were left out. */
function extraRows(
  table: Table,
  column: RawColumn,
  { ids, kept }: Items,
  rowOf: ReadonlyMap<string, number>,
): string[] {
  if (kept) return [];
  const known = new Set(ids);
  const extra = [...rowOf].filter(([id]) => !known.has(id));
  const [first] = extra;
  if (!first) return [];
  const [id, row] = first;
  return [
    `${table.file}: ${plural(extra.length, 'row')} without an item, left out (first: row ${row}, counting from 0, ${column.name} ${JSON.stringify(shortened(id))}).`,
  ];
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** "; its row 600 (counting from 0) begins "river"": where a table is longer, the first row too many. */
function tooMany({ rows, columns }: Table, n: number): string {
  const value =
    rows > n ? columns.map(({ values }) => values[n]).find((cell) => cell !== null) : null;
  return value
    ? ` The first row too many, ${n} counting from 0, begins with ${JSON.stringify(shortened(value))}.`
    : '';
}

function otherLength(table: Table, items: Items): LocusError {
  const n = items.kept?.of ?? items.ids.length;
  return new LocusError({
    code: 'E_ROWS',
    message: `${table.file} has ${plural(table.rows, 'row')}, ${items.name} has ${count(n)}, and no column of ${table.file} holds the ids.${tooMany(table, n)}`,
    file: table.file,
    place: `row ${Math.min(n, table.rows)} (counting from 0)`,
    hint: items.hasOwnIds
      ? `Add a column with the ids of the vectors, such as "${items.ids[0]}", or give the file one row per vector.`
      : 'Give the file one row per vector in the same order, or a column "id" with their row numbers, counting from 0. Check for a missing heading, empty lines or a shortened export.',
  });
}

function noSuchColumn(table: Table, column: string): LocusError {
  return new LocusError({
    code: 'E_JOIN',
    message: `${table.file} has no column ${column}.`,
    file: table.file,
    place: 'its heading',
    hint: `Join by one of its columns: ${table.columns.map(({ name }) => name).join(', ')}; or by row order.`,
  });
}

function noMatch(table: Table, column: RawColumn, items: Items): LocusError {
  return new LocusError({
    code: 'E_JOIN',
    message: `No value in column ${column.name} of ${table.file}${items.hasOwnIds ? ' is an id' : `, such as "${column.values[0] ?? ''}", is a row number`} of ${items.name}.`,
    file: table.file,
    place: `column ${column.name}`,
    hint: items.hasOwnIds
      ? `It holds values such as "${column.values[0] ?? ''}", the ids are such as "${items.ids[0]}". Choose another column or join by row order.`
      : `${items.name} has no ids: its rows are numbered, counting from 0. Choose a column with these numbers, or join by row order.`,
  });
}
