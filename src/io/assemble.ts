import { LocusError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import type { Column, Dataset } from '../data/dataset.ts';
import type { Parsed } from './align.ts';
import { typeColumn } from './columns.ts';
import { areNumbersOf, chooseIds } from './ids.ts';
import { joinTable, namesRows, type Items, type JoinChoice } from './join.ts';
import { unusedName } from './names.ts';
import type { Table } from './types.ts';

export interface Assembled {
  /** Always there: metadata that does not fit leaves the vectors as they are. */
  readonly dataset: Dataset;
  /** One for each metadata file that could not be joined. */
  readonly problems: readonly ErrorDetails[];
}

export interface AssembleOptions {
  /** How to match metadata files with the items; found by itself when absent. */
  readonly join?: JoinChoice;
}

/** Reserved name of the TensorFlow Projector. */
const NEXT = '__seq_next__';

/**
 * One Dataset from all that was read in one drop. Pure and quick: to change the join, call it again with another
 * choice; the vectors are not read or touched again.
 */
export function assemble(parsed: Parsed, options: AssembleOptions = {}): Assembled {
  const [first] = parsed.spaces;
  const dataset: Dataset = {
    id: first.key,
    name: first.name,
    ids: parsed.ids,
    columns: parsed.columns.map(typeColumn),
    spaces: parsed.spaces,
    ...(parsed.kept && { rowsOfFile: parsed.kept.rows }),
    notes: parsed.notes,
  };
  const { hasOwnIds, kept } = parsed;
  return attachAll(dataset, parsed.tables, { hasOwnIds, ...(kept && { kept }) }, options);
}

/**
 * Joins a metadata table to a dataset that is already open; on a problem the dataset comes back unchanged.
 * @param kept which rows of the files its items are, when some were left out
 */
export function attachMetadata(
  dataset: Dataset,
  table: Table,
  options: AssembleOptions = {},
  kept: Parsed['kept'] = undefined,
): Assembled {
  const hasOwnIds = !areNumbersOf(dataset.ids, kept?.rows);
  return attachAll(dataset, [table], { hasOwnIds, ...(kept && { kept }) }, options);
}

function attachAll(
  start: Dataset,
  tables: readonly Table[],
  origin: Pick<Items, 'hasOwnIds' | 'kept'>,
  { join }: AssembleOptions,
): Assembled {
  let dataset = start;
  let { hasOwnIds } = origin;
  const problems: ErrorDetails[] = [];
  const isFirst = (table: Table): boolean => !hasOwnIds && namesRows(table);
  const inOrder = [...tables.filter(isFirst), ...tables.filter((table) => !isFirst(table))];
  for (const table of inOrder) {
    try {
      const before = dataset.ids;
      dataset = attach(dataset, table, { ...origin, hasOwnIds }, choiceFor(table, tables, join));
      if (dataset.ids !== before) hasOwnIds = true;
    } catch (error) {
      if (!(error instanceof LocusError)) throw error;
      problems.push(plainDetails(error));
    }
  }
  return { dataset, problems };
}

/** A column is chosen for the files that have it; the others are joined as they were. */
function choiceFor(
  table: Table,
  tables: readonly Table[],
  choice: JoinChoice | undefined,
): JoinChoice | undefined {
  if (choice?.by !== 'id') return choice;
  const has = ({ columns }: Table): boolean => columns.some(({ name }) => name === choice.column);
  return !has(table) && tables.some(has) ? undefined : choice;
}

function attach(
  dataset: Dataset,
  table: Table,
  origin: Pick<Items, 'hasOwnIds' | 'kept'>,
  choice: JoinChoice | undefined,
): Dataset {
  const guess = dataset.joins?.find(
    ({ by, ids, caution }) => by === 'row' && ids !== undefined && caution !== undefined,
  );
  const items: Items = {
    ...origin,
    ...(guess?.file !== undefined && { idsAssumedFrom: guess.file }),
    name: dataset.spaces[0]?.source.name ?? dataset.name,
    ids: dataset.ids,
  };
  const joined = joinTable(table, items, choice);
  const notes = [...dataset.notes, ...joined.notes];
  let { ids } = dataset;
  let { join } = joined;
  if ((joined.join.by === 'row' || table.inOrder) && !origin.hasOwnIds) {
    const naming = joined.columns.filter(({ name }) => name !== joined.join.column);
    const found = chooseIds(naming, ids.length, origin.kept?.rows);
    if (found) {
      ids = found.ids;
      join = { ...join, ids: found.column };
      notes.push(`The ids are column ${found.column} of ${table.file}.`, ...found.notes);
    }
  }
  if (joined.columns.some(({ name }) => name === NEXT)) {
    notes.push(
      `Column ${NEXT} of ${table.file} holds the row of the next item in a sequence (TensorFlow Projector); no lines are drawn along it.`,
    );
  }
  const names = new Set(dataset.columns.map(({ name }) => name));
  const added: Column[] = joined.columns
    // The column joined by repeats the ids.
    .filter(({ name }) => !(name === joined.join.column && names.has(name)))
    .map((column) => {
      const name = names.has(column.name)
        ? unusedName(`${column.name} (${table.file})`, names)
        : column.name;
      names.add(name);
      return typeColumn({ ...column, name });
    });
  const joins = [...(dataset.joins ?? []), join];
  return { ...dataset, ids, columns: [...dataset.columns, ...added], join, joins, notes };
}
