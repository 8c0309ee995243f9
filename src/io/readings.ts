import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Parsed } from './align.ts';
import { assemble, attachMetadata, type AssembleOptions } from './assemble.ts';
import type { Table } from './types.ts';

export interface Rejoined {
  /** Null when nothing changed. */
  readonly dataset: Dataset | null;
  readonly problems: readonly ErrorDetails[];
}

interface Reading {
  readonly parsed: Parsed;
  /** The tables of `parsed` that could be joined. */
  readonly joined: readonly Table[];
  readonly fingerprint: string;
}

/** How many readings are kept: the one that is shown, and those whose result may still be cancelled. */
const REMEMBERED = 3;

/**
 * What was read lately, so that the join can be changed without reading again. The page may cancel after a reading
 * is complete and go on with the data it had; so the data set that it shows says which reading is meant, not the order in
 * which they came.
 */
export class Readings {
  private latest: readonly Reading[] = [];

  /** Keeps what `dataset` was assembled from, and which problems that met. */
  remember(dataset: Dataset, parsed: Parsed, problems: readonly ErrorDetails[]): void {
    const failed = new Set(problems.map(({ file }) => file));
    const joined = parsed.tables.filter(({ file }) => !failed.has(file));
    this.keep({ parsed, joined, fingerprint: fingerprintOf(dataset) });
  }

  /** Joins the metadata of `dataset` in another way. */
  rejoin(dataset: Dataset, options: AssembleOptions): Rejoined {
    const parsed = this.find(dataset)?.parsed;
    if (!parsed) return { dataset: null, problems: [forgotten(dataset)] };
    const assembled = assemble(parsed, options);
    this.remember(assembled.dataset, parsed, assembled.problems);
    return assembled;
  }

  /** Joins further metadata to `dataset`. Only tables that could be joined are kept, each once. */
  attach(dataset: Dataset, tables: readonly Table[], options: AssembleOptions): Rejoined {
    let reading = this.find(dataset);
    let joined = dataset;
    const problems: ErrorDetails[] = [];
    for (const table of tables) {
      if (reading?.joined.some((known) => sameTable(known, table))) {
        problems.push(joinedAlready(table));
        continue;
      }
      const attached = attachMetadata(joined, table, options);
      problems.push(...attached.problems);
      if (attached.problems.length > 0) continue;
      joined = attached.dataset;
      if (reading) reading = withTable(reading, table, joined);
    }
    if (joined === dataset) return { dataset: null, problems };
    if (reading) this.keep(reading);
    return { dataset: joined, problems };
  }

  private keep(reading: Reading): void {
    const others = this.latest.filter(({ fingerprint }) => fingerprint !== reading.fingerprint);
    this.latest = [reading, ...others].slice(0, REMEMBERED);
  }

  private find(dataset: Dataset): Reading | undefined {
    const fingerprint = fingerprintOf(dataset);
    return this.latest.find((reading) => reading.fingerprint === fingerprint);
  }
}

/** Spaces, columns and join. Names and pictures are left out: a sample gives its own. */
function fingerprintOf({ spaces, columns, join }: Dataset): string {
  const names = columns.filter(({ kind }) => kind !== 'image').map(({ name }) => name);
  return JSON.stringify([spaces.map(({ key }) => key), names, join ?? null]);
}

/** A table that did not fit when it was first read, and now did, is not kept twice. */
function withTable({ parsed, joined }: Reading, table: Table, dataset: Dataset): Reading {
  const others = parsed.tables.filter((known) => !sameTable(known, table));
  return {
    parsed: { ...parsed, tables: [...others, table] },
    joined: [...joined, table],
    fingerprint: fingerprintOf(dataset),
  };
}

function sameTable(a: Table, b: Table): boolean {
  return (
    a.file === b.file &&
    a.rows === b.rows &&
    a.columns.length === b.columns.length &&
    a.columns.every(({ name, values }, c) => {
      const other = b.columns[c];
      return name === other.name && values.every((value, row) => value === other.values[row]);
    })
  );
}

function joinedAlready({ file }: Table): ErrorDetails {
  return {
    code: 'E_JOIN',
    message: `${file} is joined already.`,
    file,
    place: 'all columns',
    hint: 'Nothing was changed. To match its rows in another way, choose another join in the data panel.',
  };
}

function forgotten({ name }: Dataset): ErrorDetails {
  return {
    code: 'E_JOIN',
    message: `What was read of ${name} is no longer at hand.`,
    file: name,
    place: 'all columns',
    hint: 'Open its files again, then choose the join.',
  };
}
