import type { ErrorDetails } from '../base/errors.ts';
import type { SourceFile, Space, SpaceInfo } from '../data/dataset.ts';
import { sha256OfText } from './hash.ts';
import { areNumbersOf, chooseIds, type Ids } from './ids.ts';
import { count, plural, unusedName } from './names.ts';
import { areSameRows, pickRows, type KeptRows } from './row-choice.ts';
import { finiteRows, scanMatrix, takeRows } from './scan.ts';
import type { FileContent, RawColumn, ReadMatrix, Table } from './types.ts';

/** One file after its reader. */
export interface ReadFile {
  readonly source: SourceFile;
  /** In the folder that was dropped. */
  readonly path?: string;
  readonly content: FileContent;
}

/**
 * Everything that was read, without the vectors: plain data that crosses worker boundaries and from which
 * `assemble` makes a Dataset as often as the person changes the join.
 */
export interface Parsed {
  readonly rows: number;
  readonly spaces: readonly SpaceInfo[];
  /** Ids that came with the vectors, or row numbers of the file. */
  readonly ids: readonly string[];
  readonly hasOwnIds: boolean;
  /** Columns that came with the vectors, one value per item. */
  readonly columns: readonly RawColumn[];
  /** Metadata files, not joined yet. */
  readonly tables: readonly Table[];
  /** When rows were left out: which rows of the files were kept, and how many the files have. */
  readonly kept?: { readonly rows: Uint32Array; readonly of: number };
  readonly notes: readonly string[];
}

export interface Aligned {
  readonly parsed: Parsed;
  readonly spaces: readonly Space[];
}

/** The way out that the page has a button for; the command line says it in its own words. */
export const WITHOUT_THESE_ROWS = 'Open it without these rows';

/** A matrix on its way to become a space. */
interface Member {
  readonly source: SourceFile;
  readonly matrix: ReadMatrix;
  readonly columns: readonly RawColumn[];
  readonly ids: Ids | null;
  /** Rows of the file that these are, when only some were read. */
  readonly taken: KeptRows | null;
  /** Row of this matrix for each row of the first one; null when they agree. */
  readonly order: Uint32Array | null;
}

/**
 * Puts the matrices of one drop side by side: those with as many rows as the first are spaces over the same
 * items. With ids on both sides the rows are matched by id. Values that are not finite refuse the matrix, or
 * with `dropRows` take their rows out of all spaces.
 * @returns null when no matrix is left; what was refused is added to `problems`.
 */
export async function align(
  files: readonly ReadFile[],
  dropRows: boolean,
  problems: ErrorDetails[],
): Promise<Aligned | null> {
  const members = pair(readable(files, dropRows, problems), problems);
  if (members.length === 0) return null;
  const rows = members[0].matrix.rows;
  const kept = dropRows ? keptRows(members, rows) : null;
  if (kept?.length === 0) {
    problems.push(nonFinite(members[0], 'No row would be left. Impute the values before saving.'));
    return null;
  }
  const spaces: Space[] = [];
  const names = new Set<string>();
  for (const member of members) spaces.push(await toSpace(member, kept, names));

  const ids = members.find((member) => member.ids)?.ids ?? null;
  const { taken } = members[0];
  /** Rows of the first file that are items now. */
  const ofFile = taken && kept ? kept.map((row) => taken.rows[row]) : (taken?.rows ?? kept);
  const parsed: Parsed = {
    rows: kept?.length ?? rows,
    spaces: spaces.map(withoutData),
    ids: ids ? pickRows(ids.ids, kept) : pickRows(rowNumbers(taken?.of ?? rows), ofFile),
    hasOwnIds: ids !== null && !areNumbersOf(pickRows(ids.ids, kept), ofFile ?? undefined),
    columns: mergeColumns(members, kept),
    tables: files.flatMap(({ content }) =>
      content.matrices.length === 0 && content.table ? [content.table] : [],
    ),
    ...(ofFile && { kept: { rows: ofFile, of: taken?.of ?? rows } }),
    notes: [
      ...files.flatMap(({ content }) => content.notes),
      ...(ids?.notes ?? []),
      ...(kept ? [droppedNote(kept, rows, taken)] : []),
      ...members.filter(({ order }) => order).map(reorderedNote),
      ...spaces.flatMap(zeroNote),
    ],
  };
  return { parsed, spaces };
}

function readable(
  files: readonly ReadFile[],
  dropRows: boolean,
  problems: ErrorDetails[],
): Member[] {
  const members: Member[] = [];
  for (const { source, content } of files) {
    for (const matrix of content.matrices) {
      const taken = takenOf(content, matrix);
      const columns = columnsBeside(content, matrix, taken);
      const ids = chooseIds(columns, matrix.rows, taken?.rows);
      const member = { source, matrix, columns, ids, taken, order: null };
      if (matrix.issues.nonFinite.count > 0 && !dropRows) {
        problems.push(
          nonFinite(member, `${WITHOUT_THESE_ROWS}, or impute the values before saving.`),
        );
      } else members.push(member);
    }
  }
  return members;
}

/** Which rows of the file a matrix is. */
function takenOf({ kept }: FileContent, matrix: ReadMatrix): KeptRows | null {
  return matrix.kept === undefined ? (kept ?? null) : matrix.kept;
}

/** The columns of the file, if they have a value for each row of the matrix. */
function columnsBeside(
  { table, kept }: FileContent,
  { rows }: ReadMatrix,
  taken: KeptRows | null,
): readonly RawColumn[] {
  if (!table) return [];
  return areSameRows({ kept: kept ?? null, rows: table.rows }, { kept: taken, rows })
    ? table.columns
    : [];
}

const rowsOf = ({ matrix, taken }: Member): { kept: KeptRows | null; rows: number } => ({
  kept: taken,
  rows: matrix.rows,
});

/** How many rows the matrix has in the file. */
const rowsInFile = ({ matrix, taken }: Member): number => taken?.of ?? matrix.rows;

function pair(candidates: readonly Member[], problems: ErrorDetails[]): Member[] {
  const [first, ...others] = candidates;
  if (!first) return [];
  const members = [first];
  let named: Member | null = first.ids ? first : null;
  for (const member of others) {
    if (!areSameRows(rowsOf(member), rowsOf(first))) problems.push(otherLength(first, member));
    else if (!member.ids || !named?.ids) {
      members.push(member);
      if (member.ids) named = member;
    } else {
      const order = matchIds(named.ids.ids, member.ids.ids);
      if (order === undefined) problems.push(otherIds(named, member));
      else members.push({ ...member, order });
    }
  }
  return members;
}

/** Row of `theirs` for each id of `ours`; null when in the same order; undefined when the ids differ. */
function matchIds(
  ours: readonly string[],
  theirs: readonly string[],
): Uint32Array | null | undefined {
  if (ours.every((id, i) => id === theirs[i])) return null;
  const rowOf = new Map(theirs.map((id, row) => [id, row]));
  if (ours.some((id) => !rowOf.has(id))) return undefined;
  return Uint32Array.from(ours, (id) => rowOf.get(id)!);
}

/** Rows, in the order of the first matrix, that are finite in every matrix; null when all are. */
function keptRows(members: readonly Member[], rows: number): Uint32Array | null {
  const bad = new Uint8Array(rows);
  for (const { matrix, order } of members) {
    const finite = finiteRows(matrix.data, rows, matrix.cols);
    if (!finite) continue;
    const isFinite = new Uint8Array(rows);
    for (const row of finite) isFinite[row] = 1;
    for (let i = 0; i < rows; i++) if (!isFinite[order ? order[i] : i]) bad[i] = 1;
  }
  const kept = Uint32Array.from({ length: rows }, (_, i) => i).filter((i) => !bad[i]);
  return kept.length === rows ? null : kept;
}

async function toSpace(
  { source, matrix, order, taken }: Member,
  kept: Uint32Array | null,
  names: Set<string>,
): Promise<Space> {
  const selection = order && kept ? kept.map((row) => order[row]) : (order ?? kept);
  const data = selection ? takeRows(matrix.data, matrix.cols, selection) : matrix.data;
  const rows = selection?.length ?? matrix.rows;
  const { zeroRows: zero } = selection ? scanMatrix(data, rows, matrix.cols) : matrix.issues;
  const firstZero = selection?.[zero.first] ?? zero.first;
  const zeroRows = { count: zero.count, first: taken?.rows[firstZero] ?? firstZero };
  const name = unusedName(matrix.name, names);
  names.add(name);
  // Of some files only the numbers are hashed: the same bytes are other numbers by another type or layout, so that both are said,
  // and what came out of them.
  const { dtype, layout = '', summary } = matrix;
  const identity = [source.sha256, matrix.name, rows, matrix.cols, dtype, layout];
  identity.push(...[...summary.first, summary.sum, summary.last].map(String));
  identity.push(selection?.join(' ') ?? 'all');
  if (taken) identity.push(taken.of, taken.rows.join(' '));
  const { keptColumns } = matrix;
  if (keptColumns) identity.push('columns', keptColumns.of, keptColumns.ranges.join(' '));
  return {
    key: await sha256OfText(identity.join('\n')),
    name,
    rows,
    cols: matrix.cols,
    dtype: matrix.dtype,
    source,
    ...((kept || taken) && { rowsOf: taken?.of ?? matrix.rows }),
    ...(order && { reordered: true }),
    ...(zeroRows.count > 0 && { zeroRows }),
    data,
  };
}

function withoutData(space: Space): SpaceInfo {
  const { key, name, rows, cols, dtype, source, rowsOf, reordered, zeroRows } = space;
  return {
    ...{ key, name, rows, cols, dtype, source },
    ...(rowsOf !== undefined && { rowsOf }),
    ...(reordered && { reordered }),
    ...(zeroRows && { zeroRows }),
  };
}

/** The columns of all files; one that says the same as another of that name is kept once. */
function mergeColumns(members: readonly Member[], kept: Uint32Array | null): RawColumn[] {
  const merged = new Map<string, RawColumn>();
  const seen = new Set<readonly RawColumn[]>();
  for (const { columns, order, source } of members) {
    if (seen.has(columns)) continue;
    seen.add(columns);
    for (const column of columns) {
      const values = pickRows(pickRows(column.values, order), kept);
      const same = merged.get(column.name);
      if (same?.values.every((value, i) => value === values[i])) continue;
      const name = same
        ? unusedName(`${column.name} (${source.name})`, new Set(merged.keys()))
        : column.name;
      merged.set(name, { ...column, name, values });
    }
  }
  return [...merged.values()];
}

function rowNumbers(rows: number): string[] {
  return Array.from({ length: rows }, (_, i) => String(i));
}

function nonFinite({ source, matrix, taken }: Member, hint: string): ErrorDetails {
  const { count: n, firstRow: row, firstCol, place } = matrix.issues.nonFinite;
  const firstRow = taken?.rows[row] ?? row;
  const values = n === 1 ? '1 value is' : `${count(n)} values are`;
  const first = place ?? `row ${firstRow}, column ${firstCol} (counting from 0)`;
  return {
    code: 'E_NONFINITE',
    message: `${source.name}: ${values} not finite (NaN, infinite or missing), first at ${first}.`,
    file: source.name,
    place: first,
    hint,
  };
}

function otherLength(first: Member, other: Member): ErrorDetails {
  const isOneFile = first.source === other.source;
  const [ours, theirs] = [first, other].map(({ source, matrix }) =>
    isOneFile ? `${source.name}: ${matrix.name}` : source.name,
  );
  const [our, their] = [rowsInFile(first), rowsInFile(other)];
  const lengths =
    our === their
      ? `other rows were taken of ${theirs} than of ${ours}`
      : `${ours} has ${plural(our, 'row')}, ${theirs} has ${count(their)}`;
  return {
    code: 'E_ROWS',
    message: `${lengths}: they cannot be spaces over the same items.`,
    file: other.source.name,
    place: `row ${Math.min(our, their)} (counting from 0)`,
    hint: `Only ${ours} was opened. Open ${theirs} by itself, or save both with the same rows in the same order.`,
  };
}

function otherIds(first: Member, other: Member): ErrorDetails {
  const known = new Set(first.ids!.ids);
  const row = other.ids!.ids.findIndex((id) => !known.has(id));
  return {
    code: 'E_ROWS',
    message: `${first.source.name} and ${other.source.name} name different items: "${other.ids!.ids[row]}" is only in the second.`,
    file: other.source.name,
    place: `row ${other.taken?.rows[row] ?? row} (counting from 0), column ${other.ids!.column}`,
    hint: `Only ${first.source.name} was opened. Save both with the same items, or open ${other.source.name} by itself.`,
  };
}

function droppedNote(kept: Uint32Array, rows: number, taken: KeptRows | null): string {
  let place = 0;
  while (kept[place] === place) place++;
  const first = taken?.rows[place] ?? place;
  return `${plural(rows - kept.length, 'row')} with values that are not finite left out of all files (first: row ${first}, counting from 0).`;
}

function reorderedNote({ source }: Member): string {
  return `${source.name}: rows put into the order of the first file by their ids.`;
}

function zeroNote({ source, zeroRows }: Space): string[] {
  if (!zeroRows) return [];
  return [
    `${source.name}: ${plural(zeroRows.count, 'row')} all zero (first: row ${zeroRows.first}, counting from 0); cosine leaves them out.`,
  ];
}
