import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { CategoryColumn } from '../data/dataset.ts';
import { sampleRows } from '../math/sample.ts';
import { lookInto, type Looked } from './beside.ts';
import { typeColumn } from './columns.ts';
import type { Member } from './gather.ts';
import { areRowNumbers, chooseIds } from './ids.ts';
import { joinTable, type Items, type JoinChoice } from './join.ts';
import { takesLevel, type CategoryChoice, type TheseRows } from './row-choice.ts';
import type { FileContent, RawColumn, Table } from './types.ts';

export interface CategoryRows {
  readonly rows: TheseRows;
  /** Files that had to be read whole for it. */
  readonly contents: ReadonlyMap<Member, FileContent>;
}

/**
 * Finds the rows of the vectors that a choice by category means, before the vectors are read: reads the table that holds the
 * column, and joins it to the rows of the vectors as it will be joined later.
 * @throws LocusError E_PARAM when the file, the column or its categories are not there; what reading and joining throw
 */
export async function categoryRows(
  choice: CategoryChoice,
  members: readonly Member[],
  join: JoinChoice | undefined,
  control: Control,
): Promise<CategoryRows> {
  const contents = new Map<Member, FileContent>();
  const look = async (member: Member): Promise<Looked> => {
    const looked = await lookInto(member, control);
    if (looked.content) contents.set(member, looked.content);
    return looked;
  };
  const holder = members.find(({ source }) => source.name === choice.file);
  if (!holder)
    throw wrong(
      choice,
      'is not among the files',
      'Drop it along, or choose the rows in another way.',
    );
  const held = await look(holder);
  if (!held.table) throw wrong(choice, 'holds no columns', 'Choose the rows in another way.');
  const vectors = held.offers.length > 0 ? held : await firstVectors(holder, members, look);
  const of = vectors?.offers[0]?.rows;
  if (!vectors || of === undefined)
    throw wrong(choice, 'has no vectors beside it', 'Drop the vectors along.');
  const columns =
    vectors === held
      ? held.table.columns
      : joinTable(held.table, itemsOf(vectors, of), join).columns;
  const rows = rowsOfLevels(categories(columns, choice, held.table), choice);
  return { rows: { kind: 'these', rows, of }, contents };
}

async function firstVectors(
  holder: Member,
  members: readonly Member[],
  look: (member: Member) => Promise<Looked>,
): Promise<Looked | null> {
  for (const member of members) {
    if (member === holder) continue;
    const looked = await look(member);
    if (looked.offers.length > 0) return looked;
  }
  return null;
}

/** What metadata will be joined with: the ids of the vectors, else their row numbers. */
export function itemsOf({ table }: Looked, rows: number, name = 'the vectors'): Items {
  const found = table ? chooseIds(table.columns, rows) : null;
  const ids = found?.ids ?? Array.from({ length: rows }, (_, row) => String(row));
  return { name, ids, hasOwnIds: found !== null && !areRowNumbers(found.ids) };
}

function categories(
  columns: readonly RawColumn[],
  choice: CategoryChoice,
  table: Table,
): CategoryColumn {
  const raw = columns.find(({ name }) => name === choice.column);
  if (!raw) {
    const names = table.columns.map(({ name }) => name).join(', ');
    throw wrong(choice, `has no column ${choice.column}`, `Its columns are ${names}.`);
  }
  const column = typeColumn(raw);
  if (column.kind === 'category') return column;
  throw wrong(
    choice,
    `holds no categories in column ${choice.column}, but ${column.kind === 'number' ? 'numbers' : 'texts that hardly repeat'}`,
    'Choose another column, or take a random sample.',
  );
}

/** Rows of the chosen categories, rising; of each at most so many. */
function rowsOfLevels(
  { levels, codes }: Pick<CategoryColumn, 'levels' | 'codes'>,
  choice: CategoryChoice,
): Uint32Array {
  const isTaken = takesLevel(choice);
  const rowsOf = levels.map((): number[] => []);
  codes.forEach((code, row) => rowsOf[code]?.push(row));
  const chosen: number[] = [];
  rowsOf.forEach((rows, code) => {
    if (!isTaken(levels[code]!)) return;
    const { count, seed } = choice;
    const some = count !== undefined && count < rows.length;
    // A stream of its own for each category: else the same places would be drawn of all.
    const places = some ? sampleRows(rows.length, count, seed + code) : rows.keys();
    for (const place of places) chosen.push(rows[place]!);
  });
  if (chosen.length > 0) return Uint32Array.from(chosen).sort();
  const example = levels[0] === undefined ? '' : `, such as ${JSON.stringify(levels[0])}`;
  throw wrong(
    choice,
    `has no row of the chosen categories in column ${choice.column}`,
    `Choose among those that it has${example}.`,
  );
}

function wrong({ file, column }: CategoryChoice, what: string, hint: string): LocusError {
  const message = `${file} ${what}: rows cannot be taken by category.`;
  return new LocusError({ code: 'E_PARAM', message, file, place: `column ${column}`, hint });
}
