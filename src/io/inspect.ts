import type { Control } from '../base/control.ts';
import type { ErrorDetails } from '../base/errors.ts';
import type { Column, Join } from '../data/dataset.ts';
import type { ReadFile } from './align.ts';
import { columnLength, typeColumn, valueAt } from './columns.ts';
import { combine, readFiles, type OpenOptions } from './open.ts';
import type { ByteSource } from './source.ts';
import type { Table } from './types.ts';

/** What `locus inspect FILE... --json` prints; documented in docs/cli.md and stable. */
export interface Inspection {
  readonly matrices: readonly {
    readonly name: string;
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: number;
    /** As in the file. */
    readonly dtype: string;
    /** First values of the first row, at most five, as in the file; null for one that is not finite. */
    readonly first: readonly (number | null)[];
    /** In float64 over the values of the file. */
    readonly sum: number | null;
    readonly last: number | null;
  }[];
  /** At most five. */
  readonly ids: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: Column['kind'];
    readonly first: readonly (string | number | null)[];
  }[];
  readonly join: Join | null;
  readonly notes: readonly string[];
  readonly errors: readonly ErrorDetails[];
}

/** Reads the files as the page would and says what was found. Matrices are listed even when refused later. */
export async function inspect(
  sources: readonly ByteSource[],
  options: OpenOptions = {},
  control: Control = {},
): Promise<Inspection> {
  const read = await readFiles(sources, control, options);
  const { files } = read;
  const matrices = files.flatMap(describeMatrices);
  const { dataset, problems: errors, tables } = await combine(read, options);
  return {
    matrices,
    ids: dataset?.ids.slice(0, 5) ?? [],
    columns: (dataset?.columns ?? tables.flatMap(typedColumns)).map((column) => ({
      name: column.name,
      type: column.kind,
      first: firstValues(column),
    })),
    join: dataset?.join ? said(dataset.join) : null,
    notes: dataset?.notes ?? files.flatMap(({ content }) => content.notes),
    errors,
  };
}

/** Without what only a page offers to choose from. */
function said(join: Join): Join {
  const entries = Object.entries(join).filter(([key]) => key !== 'candidates');
  return Object.fromEntries(entries) as unknown as Join;
}

function describeMatrices({ source, content }: ReadFile): Inspection['matrices'] {
  return content.matrices.map(({ name, rows, cols, dtype, summary }) => ({
    name,
    file: source.name,
    sha256: source.sha256,
    rows,
    columns: cols,
    dtype,
    first: summary.first.map(finiteOrNull),
    sum: finiteOrNull(summary.sum),
    last: finiteOrNull(summary.last),
  }));
}

/** JSON has no NaN and no infinity. */
function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function typedColumns(table: Table): Column[] {
  return table.columns.map(typeColumn);
}

function firstValues(column: Column): (string | number | null)[] {
  const n = Math.min(3, columnLength(column));
  return Array.from({ length: n }, (_, i) => valueAt(column, i));
}
