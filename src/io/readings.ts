import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Parsed } from './align.ts';
import { assemble, attachMetadata, type AssembleOptions } from './assemble.ts';
import { namesRows } from './join.ts';
import { illustrate } from './illustrate.ts';
import { NO_IMAGES, type ImageFile, type ImageSet, type Pictures } from './images/pictures.ts';
import type { Table } from './types.ts';

export interface Rejoined {
  /** Null when nothing changed. */
  readonly dataset: Dataset | null;
  readonly problems: readonly ErrorDetails[];
  /** Null when there are no images, or they belong to the same items as before. */
  readonly pictures: Pictures | null;
}

interface Reading {
  readonly parsed: Parsed;
  /** The tables of `parsed` that could be joined. */
  readonly joined: readonly Table[];
  readonly fingerprint: string;
  /** Dropped along with any of the files. */
  readonly images: ImageSet;
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
  remember(
    dataset: Dataset,
    parsed: Parsed,
    problems: readonly ErrorDetails[],
    images: ImageSet = NO_IMAGES,
  ): void {
    const failed = new Set(problems.map(({ file }) => file));
    const joined = parsed.tables.filter(({ file }) => !failed.has(file));
    this.keep({ parsed, joined, fingerprint: fingerprintOf(dataset), images });
  }

  /** Joins the metadata of `dataset` in another way. */
  rejoin(dataset: Dataset, options: AssembleOptions): Rejoined {
    const reading = this.find(dataset);
    if (!reading) return { dataset: null, problems: [forgotten(dataset)], pictures: null };
    const { parsed, images } = reading;
    const assembled = assemble(parsed, options);
    this.remember(assembled.dataset, parsed, assembled.problems, images);
    return illustrate(assembled, parsed, images);
  }

  /**
   * Joins further metadata and images to `dataset`. Only tables that could be joined are kept, each once. Images are matched
   * anew: what they were matched by may be in the new table.
   */
  attach(
    dataset: Dataset,
    tables: readonly Table[],
    options: AssembleOptions,
    more: ImageSet = NO_IMAGES,
  ): Rejoined {
    let reading = this.find(dataset);
    let joined = dataset;
    const problems: ErrorDetails[] = [];
    const kept = reading?.parsed.kept ?? keptBy(dataset);
    for (const table of tables) {
      if (reading?.joined.some((known) => sameTable(known, table))) {
        problems.push(joinedAlready(table));
        continue;
      }
      const attached =
        reading && renames(reading, joined, table)
          ? assemble({ ...reading.parsed, tables: [...reading.joined, table] }, options)
          : attachMetadata(joined, table, options, kept);
      problems.push(...attached.problems);
      if (attached.problems.length > 0) continue;
      joined = attached.dataset;
      if (reading) reading = withTable(reading, table, joined);
    }
    const images = together(reading?.images ?? NO_IMAGES, more);
    if (joined === dataset && more.files.length === 0) {
      return { dataset: null, problems, pictures: null };
    }
    const illustrated = illustrate({ dataset: joined, problems }, reading?.parsed ?? null, images);
    const isSame = joined === dataset && illustrated.pictures === null;
    if (isSame) return { ...illustrated, dataset: null };
    if (reading) this.keep({ ...reading, images });
    return illustrated;
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
  const { file, by, column, matched } = join ?? {};
  return JSON.stringify([spaces.map(({ key }) => key), names, file, by, column, matched]);
}

/** Which rows the items are, of data whose reading is forgotten. */
function keptBy({ rowsOfFile, spaces }: Dataset): Parsed['kept'] {
  const of = spaces[0]?.rowsOf;
  return of === undefined || !rowsOfFile ? undefined : { rows: rowsOfFile, of };
}

/**
 * Whether a list of names comes after metadata whose order was only assumed, and that gave the ids: then the
 * list names the rows, and the metadata is joined anew, by these names. A sample, which is named otherwise, stays as it is.
 */
function renames({ parsed }: Reading, { id, joins = [] }: Dataset, table: Table): boolean {
  const isGuess = joins.some(({ ids, caution }) => ids !== undefined && caution !== undefined);
  return isGuess && !parsed.hasOwnIds && id === parsed.spaces[0].key && namesRows(table);
}

/** A table that did not fit when it was first read, and now did, is not kept twice. */
function withTable({ parsed, joined, images }: Reading, table: Table, dataset: Dataset): Reading {
  const others = parsed.tables.filter((known) => !sameTable(known, table));
  return {
    parsed: { ...parsed, tables: [...others, table] },
    joined: [...joined, table],
    fingerprint: fingerprintOf(dataset),
    images,
  };
}

/** An image that is dropped again takes the place of the one before. */
function together(before: ImageSet, more: ImageSet): ImageSet {
  const pathOf = ({ source }: ImageFile): string => source.path ?? source.name;
  const renewed = new Set(more.files.map(pathOf));
  const kept = before.files.filter((file) => !renewed.has(pathOf(file)));
  return { files: [...kept, ...more.files], sheets: [...before.sheets, ...more.sheets] };
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
