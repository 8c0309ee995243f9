import { errorDetails } from '../base/errors.ts';
import type { Column } from '../data/dataset.ts';
import type { Looked } from './beside.ts';
import { itemsOf } from './category-rows.ts';
import { columnLength, typeColumn, valueAt } from './columns.ts';
import { chooseIds } from './ids.ts';
import { joinTable } from './join.ts';
import type { RawColumn, Table } from './types.ts';

/** What a table holds, for the import dialog. */
export interface TableSurvey {
  readonly rows: number;
  /** The column that names the rows, if there is one. */
  readonly ids: string | null;
  readonly columns: readonly ColumnSurvey[];
  /** Columns that are not listed. */
  readonly more: number;
}

export interface ColumnSurvey {
  readonly name: string;
  readonly type: Column['kind'];
  /** At most three, shortened. */
  readonly first: readonly string[];
  /** Of a category, the most frequent first. */
  readonly levels?: readonly { readonly name: string; readonly count: number }[];
}

/** How metadata will be joined with the vectors of the drop, if all their rows are taken. */
export type JoinPreview =
  | {
      readonly with: string;
      readonly by: 'id' | 'row';
      readonly column?: string;
      readonly matched: number;
      readonly unmatchedItems: number;
      readonly unmatchedRows: number;
      /** What it rests on where nothing in the files confirms it. */
      readonly caution?: string;
    }
  /** Why it cannot be joined. */
  | { readonly with: string; readonly problem: string };

const SHOWN_COLUMNS = 100;
const SHOWN_VALUES = 3;
const SHOWN_CHARACTERS = 40;

/** @param columns of the table; of joined metadata one value per item of the vectors */
export function describeTable(columns: readonly RawColumn[], table: Table): TableSurvey {
  return {
    rows: table.rows,
    ids: chooseIds(table.columns, table.rows)?.column ?? null,
    columns: columns.slice(0, SHOWN_COLUMNS).map((column) => describe(typeColumn(column))),
    more: Math.max(0, columns.length - SHOWN_COLUMNS),
  };
}

function describe(column: Column): ColumnSurvey {
  const first: string[] = [];
  for (let i = 0; i < columnLength(column) && first.length < SHOWN_VALUES; i++) {
    const value = valueAt(column, i);
    if (value !== null) first.push(shortened(String(value)));
  }
  const { name, kind: type } = column;
  if (column.kind !== 'category') return { name, type, first };
  const counts = new Uint32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  const levels = column.levels.map((level, code) => ({ name: level, count: counts[code]! }));
  return { name, type, first, levels };
}

const shortened = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;

/** Joins metadata to the vectors as opening will; the columns are those that the items will get. */
export function joinPreview(
  table: Table,
  vectors: Looked,
  name: string,
): { readonly join: JoinPreview; readonly columns: readonly RawColumn[] } | null {
  const rows = vectors.offers[0]?.rows;
  if (rows === undefined) return null;
  try {
    const { join, columns } = joinTable(table, itemsOf(vectors, rows, name));
    const { by, column, matched, unmatchedItems, unmatchedRows, caution } = join;
    return {
      join: {
        with: name,
        by,
        matched,
        unmatchedItems,
        unmatchedRows,
        ...(column !== undefined && { column }),
        ...(caution !== undefined && { caution }),
      },
      columns,
    };
  } catch (error) {
    return { join: { with: name, problem: errorDetails(error).message }, columns: table.columns };
  }
}
