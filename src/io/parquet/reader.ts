import type { Compressors, FileMetaData } from 'hyparquet';
import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { count, stem } from '../names.ts';
import { chosenRows } from '../row-choice.ts';
import { scanMatrix } from '../scan.ts';
import { seriesOf, type Series } from '../series.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, RawColumn, ReadMatrix } from '../types.ts';
import {
  asyncBuffer,
  checkColumns,
  compressorsFor,
  damaged,
  inOurWords,
  loadLibrary,
  readMetadata,
} from './file.ts';
import { columnsOf, valuesOf, type ParquetColumn } from './schema.ts';
import { numberOf, textOf } from './values.ts';

interface ParquetPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  readonly series: readonly Series[];
  readonly rows: number;
}

/** More columns of text beside the vectors than this are not read. */
const MOST_COLUMNS = 200;

/** Apache Parquet: vectors as lists or as one column for each dimension, metadata beside them. */
export const format: Format<ParquetPlan> = {
  id: 'parquet',
  title: 'a Parquet file',
  extensions: ['.parquet', '.pq'],
  about: {
    variants: [
      'vectors as list<float16, float32, float64 or integers>, fixed-size lists, also inside structs',
      'one column for each dimension ("dim_0", "dim_1" ... or 16 and more of one name)',
      'snappy, gzip, zstd, brotli, lz4, or not compressed; every encoding',
      'Embedding Atlas: vector, x, y, text beside them; neighbors are left out',
    ],
    limits: [
      'all vectors of a column have one length',
      'nested lists, maps and raw bytes are named and left out',
      '200 further columns',
      'encrypted files are refused',
    ],
    library: 'hyparquet',
    peers: ['Embedding Atlas', 'Latent Scope'],
  },

  sniff: ({ head }) =>
    new TextDecoder('latin1').decode(head.subarray(0, 4)).startsWith('PAR1') ? 'certain' : 'no',

  async plan(source) {
    const metadata = await readMetadata(source);
    const rows = Number(metadata.num_rows);
    const columns = await inOurWords(source, 'its schema cannot be read', async () => {
      const { parquetSchema } = await loadLibrary();
      return columnsOf(parquetSchema(metadata));
    });
    const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    const series = seriesOf(numbers);
    const lists = columns.flatMap((column) =>
      column.kind === 'vectors' ? [offerOfLists(metadata, column, rows)] : [],
    );
    const tables = series.map((one) => offerOfSeries(metadata, one, rows));
    const matrices = propose([...lists, ...tables]);
    return { metadata, rows, columns, series, matrices, memory: 64 << 20 };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { metadata, columns, series, rows, matrices: offers } = plan;
    const names =
      selection.matrices ?? offers.filter(({ proposed }) => proposed).map(({ name }) => name);
    for (const name of names) checkOffer(source, name, offers);
    const chosen = chosenRows(selection.rows, rows);
    const hasher = await sha256();
    const task: Task = {
      ...{ source, metadata, chosen, control },
      see: (bytes) => hasher.update(bytes),
      compressors: await compressorsFor(metadata),
    };
    const matrices: ReadMatrix[] = [];
    const notes: string[] = [];
    const isAlone = offers.length === 1;
    for (const name of names) {
      const offer = offers.find((one) => one.name === name)!;
      const inSeries = series.find((one) => one.name === name);
      const sink = new Float32Sink(source.name, chosen?.length ?? rows, offer.cols);
      if (inSeries) await readSeries(task, inSeries, sink);
      else await readLists(task, name, offer.cols, sink);
      notes.push(...sink.notes());
      matrices.push(
        matrixOf(isAlone ? stem(source.name) : name, offer, sink, chosen?.length ?? rows),
      );
    }
    const inMatrices = new Set(series.flatMap((one) => one.columns));
    const plain = columns.filter(
      ({ kind, name }) => kind === 'text' || (kind === 'number' && !inMatrices.has(name)),
    );
    const read = plain.slice(0, MOST_COLUMNS);
    const raw: RawColumn[] = [];
    for (const { name } of read) raw.push({ name, values: await readTexts(task, name) });
    notes.push(...notesOf(source, columns, plain.length - read.length));
    const length = chosen?.length ?? rows;
    const table = { file: source.name, rows: length, columns: raw, maybeHeader: false };
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, notes },
      table: raw.length > 0 ? table : null,
      ...(chosen && { kept: { rows: chosen, of: rows } }),
    };
  },
};

interface Task {
  readonly source: ByteSource;
  readonly metadata: FileMetaData;
  readonly chosen: Uint32Array | null;
  readonly compressors: Compressors;
  readonly see: (bytes: Uint8Array) => void;
  readonly control: Control;
}

type Vectors = Extract<ParquetColumn, { kind: 'vectors' }>;

function offerOfLists(
  metadata: FileMetaData,
  { name, leaf }: Vectors,
  rows: number,
): Omit<MatrixOffer, 'proposed'> {
  const values = valuesOf(metadata, leaf.path);
  const cols = rows > 0 ? values / rows : 0;
  const isEven = Number.isInteger(cols) && cols > 0;
  const why =
    rows === 0 ? 'no rows' : isEven ? null : 'lists of different lengths, or missing ones';
  const shape = { rows, cols: isEven ? cols : 1 };
  return {
    ...{ name, ...shape, dtype: leaf.dtype, bytes: bytesOf(metadata, [leaf.path]) },
    ...(why !== null && { refused: why }),
  };
}

function offerOfSeries(
  metadata: FileMetaData,
  { name, columns }: Series,
  rows: number,
): Omit<MatrixOffer, 'proposed'> {
  const bytes = bytesOf(metadata, columns);
  const offer = { name, rows, cols: columns.length, dtype: 'columns', bytes };
  return rows === 0 ? { ...offer, refused: 'no rows' } : offer;
}

/** Packed, of all row groups. */
function bytesOf({ row_groups: groups }: FileMetaData, paths: readonly string[]): number {
  const wanted = new Set(paths);
  let sum = 0;
  for (const { columns } of groups)
    for (const { meta_data: meta } of columns)
      if (meta && wanted.has(meta.path_in_schema.join('.')))
        sum += Number(meta.total_compressed_size);
  return sum;
}

/**
 * Passes over the chosen values of a column, group by group.
 * @param visit is given a value and its place among the chosen rows
 */
async function eachValue(
  { source, metadata, chosen, compressors, see, control }: Task,
  name: string,
  visit: (value: unknown, place: number) => void,
): Promise<void> {
  const [top] = name.split('.') as [string];
  const path = topOf(metadata, name) ?? [top];
  const { parquetRead } = await loadLibrary();
  let groupStart = 0;
  let next = 0;
  for (const group of metadata.row_groups) {
    await checkpoint(control);
    const rows = Number(group.num_rows);
    const end = groupStart + rows;
    const isWanted = chosen === null || (next < chosen.length && chosen[next]! < end);
    if (rows > 0 && isWanted) {
      await checkColumns(source, group, (leaf) => path.every((part, i) => leaf[i] === part));
      const found: { rowStart: number; data: ArrayLike<unknown> }[] = [];
      await inOurWords(source, `column "${name}" cannot be read`, () =>
        parquetRead({
          file: asyncBuffer(source, see),
          metadata,
          columns: [path[0]!],
          ...{ rowStart: groupStart, rowEnd: end, compressors, geoparquet: false },
          onChunk: ({ columnData, rowStart }) => found.push({ rowStart, data: columnData }),
        }),
      );
      let seen = 0;
      for (const { rowStart, data } of found.sort((a, b) => a.rowStart - b.rowStart)) {
        for (let i = 0; i < data.length; i++) {
          const row = rowStart + i;
          if (row < groupStart || row >= end) continue;
          seen++;
          const value = inside(data[i], path.slice(1));
          if (!chosen) visit(value, row);
          else if (next < chosen.length && chosen[next] === row) visit(value, next++);
        }
        await checkpoint(control);
      }
      if (seen !== rows)
        throw damaged(
          source,
          `column "${name}" has ${count(seen)} of ${count(rows)} rows`,
          `column "${name}"`,
        );
    }
    groupStart = end;
    control.progress?.({
      stage: `Reading ${source.name}`,
      done: groupStart,
      total: Number(metadata.num_rows),
    });
  }
}

/** Path of a column in the schema: names may hold dots themselves. */
function topOf({ row_groups: [group] }: FileMetaData, name: string): string[] | null {
  for (const { meta_data: meta } of group?.columns ?? []) {
    const path = meta?.path_in_schema ?? [];
    for (let length = 1; length <= path.length; length++)
      if (path.slice(0, length).join('.') === name) return path.slice(0, length);
  }
  return null;
}

function inside(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return null;
    inner = (inner as Record<string, unknown>)[key];
  }
  return inner;
}

async function readLists(task: Task, name: string, cols: number, sink: Float32Sink): Promise<void> {
  const { source } = task;
  const row = new Float64Array(cols);
  await eachValue(task, name, (value, place) => {
    const list = value as ArrayLike<unknown> | null;
    if (list === null || list === undefined) row.fill(NaN);
    else {
      if (list.length !== cols) throw ragged(source, name, place, list.length, cols);
      for (let c = 0; c < cols; c++) row[c] = numberOf(list[c]);
    }
    sink.put(row, cols, place * cols);
  });
}

/** One column after the other, each into its place. */
async function readSeries(task: Task, { columns }: Series, sink: Float32Sink): Promise<void> {
  const one = new Float64Array(1);
  const cols = columns.length;
  for (const [c, name] of columns.entries())
    await eachValue(task, name, (value, place) => {
      one[0] = numberOf(value);
      sink.put(one, 1, place * cols + c);
    });
}

async function readTexts(task: Task, name: string): Promise<(string | null)[]> {
  const rows = task.chosen?.length ?? Number(task.metadata.num_rows);
  const values = new Array<string | null>(rows).fill(null);
  await eachValue(task, name, (value, place) => (values[place] = textOf(value)));
  return values;
}

function matrixOf(
  name: string,
  { cols, dtype }: MatrixOffer,
  sink: Float32Sink,
  rows: number,
): ReadMatrix {
  const { data } = sink;
  const [first, last] = [
    Array.from(data.subarray(0, Math.min(5, cols))),
    data[data.length - 1] ?? NaN,
  ];
  const summary = { ...sink.summary(), first, last };
  return { name, rows, cols, dtype, data, summary, issues: scanMatrix(data, rows, cols) };
}

function notesOf(source: ByteSource, columns: readonly ParquetColumn[], left: number): string[] {
  const notes = columns.flatMap((column) =>
    column.kind === 'other'
      ? [`${source.name}: column ${column.name} holds ${column.what}; left out.`]
      : [],
  );
  if (left > 0) notes.push(`${source.name}: ${count(left)} further columns were left out.`);
  return notes;
}

function checkOffer(source: ByteSource, name: string, offers: readonly MatrixOffer[]): void {
  const offer = offers.find((one) => one.name === name);
  if (offer && offer.refused === undefined) return;
  throw new LocusError({
    code: offer ? 'E_SHAPE' : 'E_PARAM',
    message: `${source.name}: column "${name}" ${offer ? `cannot be taken as vectors: ${offer.refused}` : 'is not there'}.`,
    file: source.name,
    place: `column "${name}"`,
    hint: 'Choose another column; locus inspect lists them.',
  });
}

const ragged = (
  source: ByteSource,
  name: string,
  row: number,
  found: number,
  cols: number,
): LocusError =>
  new LocusError({
    code: 'E_RAGGED',
    message: `${source.name}: vector ${count(row)} of column "${name}" has ${found} numbers, others have ${cols}.`,
    file: source.name,
    place: `column "${name}", row ${row} (counting from 0)`,
    hint: 'All vectors of one space have the same length. Correct or remove this row.',
  });
