import type { FileMetaData } from 'hyparquet';
import { LocusError } from '../../base/errors.ts';
import { chosenColumns } from '../chosen-matrices.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { count, plural, stem } from '../names.ts';
import { chosenRows } from '../row-choice.ts';
import { mapsOf, seriesOf, type Series } from '../series.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, RawColumn, ReadMatrix } from '../types.ts';
import { readLists, readSeries, readTexts, taskOf, type Task } from './columns.ts';
import { checkClaims, inOurWords, loadLibrary, readMetadata } from './file.ts';
import { colsOf } from './list-length.ts';
import { columnsOf, type Leaf, type ParquetColumn } from './schema.ts';

interface ParquetPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  readonly series: readonly Series[];
  readonly rows: number;
}

/** More columns of text beside the vectors than this are not read. */
const MOST_COLUMNS = 200;
/** Nor columns larger than this, unpacked. */
const MOST_TEXT_BYTES = 1 << 30;

/** Apache Parquet: vectors as lists or as one column for each dimension, metadata beside them. */
export const format: Format<ParquetPlan> = {
  id: 'parquet',
  title: 'a Parquet file',
  extensions: ['.parquet', '.pq'],
  about: {
    variants: [
      'vectors as list<float16, float32, float64 or integers>, large and fixed-size lists, also inside structs',
      'one column for each dimension ("dim_0", "dim_1" ... or 16 and more of one name)',
      'coordinates of a map ("projection_x" and "projection_y", "x" and "y") where there are no vectors',
      'snappy, gzip, zstd, brotli, lz4, or not compressed; every encoding; data pages 1 and 2',
      'texts, numbers, booleans, dates, times, decimals and categories as metadata',
      'of the first n rows only the pages that hold them are read',
    ],
    limits: [
      'all vectors of a column have one length',
      'nested lists, maps, raw bytes and nearest neighbours found elsewhere are named and left out',
      '200 further columns, of 1 GiB each',
      '64 values for each byte of the file, as runs of one value take no room',
      'encrypted files are refused',
    ],
    library: 'hyparquet (footer), hyparquet-compressors',
    peers: ['Embedding Atlas', 'Latent Scope'],
  },

  sniff: ({ head }) =>
    /^PAR[1E]/.test(new TextDecoder('latin1').decode(head.subarray(0, 4))) ? 'certain' : 'no',

  async plan(source) {
    const metadata = await readMetadata(source);
    const rows = Number(metadata.num_rows);
    const columns = await inOurWords(source, 'its schema cannot be read', async () => {
      const { parquetSchema } = await loadLibrary();
      return columnsOf(parquetSchema(metadata));
    });
    const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    const taken = new Set<string>(columns.map(({ name }) => name));
    const series = [...seriesOf(numbers), ...mapsOf(numbers)].map((one) => {
      let { name } = one;
      while (taken.has(name)) name += ' (columns)';
      taken.add(name);
      return { ...one, name };
    });
    const offers: Omit<MatrixOffer, 'proposed'>[] = [];
    for (const column of columns)
      if (column.kind === 'vectors') offers.push(await offerOfLists(source, metadata, column.leaf));
    for (const one of series) offers.push(offerOfSeries(metadata, one, rows, columns));
    const isMap = ({ name }: { name: string }): boolean =>
      series.some((one) => one.name === name && one.isMap);
    const isThere = offers.some((offer) => offer.refused === undefined && !isMap(offer));
    const first = offers.filter((offer) => !isMap(offer));
    const matrices = isThere
      ? [...propose(first), ...offers.filter(isMap).map((one) => ({ ...one, proposed: false }))]
      : propose(offers);
    return { metadata, rows, columns, series, matrices, memory: 64 << 20 };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { metadata, columns, series, rows, matrices: offers } = plan;
    const names = chosenColumns(source, selection, offers);
    if (rows === 0) throw noRows(source);
    const chosen = chosenRows(selection.rows, rows);
    const inMatrices = new Set(series.flatMap((one) => (one.isMap ? [] : one.columns)));
    const plain = columns.flatMap((column) =>
      (column.kind === 'number' && !inMatrices.has(column.name)) || column.kind === 'text'
        ? [column.leaf]
        : [],
    );
    const small = plain.filter((leaf) => unpackedBytes(metadata, leaf) <= MOST_TEXT_BYTES);
    const texts = small.slice(0, MOST_COLUMNS);
    const inSeries = (name: string): readonly Leaf[] | null =>
      series
        .find((one) => one.name === name)
        ?.columns.map((column) => leafNamed(columns, column)) ?? null;
    const leaves = names.flatMap((name) => inSeries(name) ?? [leafNamed(columns, name)]);
    checkClaims(source, metadata, [...leaves, ...texts]);

    const hasher = await sha256();
    const task: Task = taskOf(
      { source, metadata, chosen, control, see: (bytes) => hasher.update(bytes) },
      [...leaves, ...texts],
    );
    const ragged = raggedOf(plan, names);
    if (ragged) await readLists(task, ragged.leaf, ragged.cols); // says which row, or goes on
    const matrices: ReadMatrix[] = [];
    const notes: string[] = [];
    for (const name of names) {
      const offer = offers.find((one) => one.name === name)!;
      const several = inSeries(name);
      const { sink, matrix } = several
        ? await readSeries(task, several)
        : await readLists(task, leafNamed(columns, name), offer.cols);
      notes.push(...sink.notes());
      const own = offers.length === 1 ? stem(source.name) : name;
      matrices.push({ ...matrix, name: own, dtype: offer.dtype });
    }
    const raw: RawColumn[] = [];
    for (const leaf of texts) raw.push({ name: leaf.column, values: await readTexts(task, leaf) });
    notes.push(...notesOf(source, columns, plain.length - texts.length));
    const length = chosen?.length ?? rows;
    const table = { file: source.name, rows: length, columns: raw, maybeHeader: false };
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, notes },
      table: raw.length > 0 ? table : null,
      ...(chosen && { kept: { rows: chosen, of: rows } }),
    };
  },
};

function leafNamed(columns: readonly ParquetColumn[], name: string): Leaf {
  const column = columns.find((one) => one.name === name);
  if (!column || column.kind === 'other') throw new Error(`no column ${name}`);
  return column.leaf;
}

async function offerOfLists(
  source: ByteSource,
  metadata: FileMetaData,
  leaf: Leaf,
): Promise<Omit<MatrixOffer, 'proposed'>> {
  const rows = Number(metadata.num_rows);
  const { cols, refused } = await colsOf(source, metadata, leaf);
  return {
    ...{ name: leaf.column, rows, cols, dtype: leaf.dtype, bytes: bytesOf(metadata, [leaf.path]) },
    ...(refused !== undefined && { refused }),
  };
}

function offerOfSeries(
  metadata: FileMetaData,
  { name, columns: names }: Series,
  rows: number,
  columns: readonly ParquetColumn[],
): Omit<MatrixOffer, 'proposed'> {
  const leaves = names.map((one) => leafNamed(columns, one));
  const dtypes = new Set(leaves.map(({ dtype }) => dtype));
  const bytes = bytesOf(
    metadata,
    leaves.map(({ path }) => path),
  );
  const dtype = dtypes.size === 1 ? leaves[0]!.dtype : 'numbers';
  const offer = { name, rows, cols: leaves.length, dtype, bytes };
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

function unpackedBytes({ row_groups: groups }: FileMetaData, { path }: Leaf): number {
  let sum = 0;
  for (const { columns } of groups)
    for (const { meta_data: meta } of columns)
      if (meta?.path_in_schema.join('.') === path) sum += Number(meta.total_uncompressed_size);
  return sum;
}

/** Lists of fractions of different lengths, where nothing else is to be taken: they were meant. */
function raggedOf(
  { matrices, columns }: ParquetPlan,
  names: readonly string[],
): { readonly leaf: Leaf; readonly cols: number } | null {
  if (names.length > 0) return null;
  for (const { name, cols, dtype } of matrices)
    if (dtype.startsWith('float') && cols > 0) return { leaf: leafNamed(columns, name), cols };
  return null;
}

function notesOf(source: ByteSource, columns: readonly ParquetColumn[], left: number): string[] {
  const notes = columns.flatMap((column) =>
    column.kind === 'other'
      ? [`${source.name}: column ${column.name} holds ${column.what}; left out.`]
      : [],
  );
  if (left > 0)
    notes.push(
      `${source.name}: ${plural(left, 'further column')} left out (${count(MOST_COLUMNS)} at most, each of 1 GiB at most).`,
    );
  return notes;
}

const noRows = (source: ByteSource): LocusError =>
  new LocusError({
    code: 'E_EMPTY',
    message: `${source.name} has columns, but no rows.`,
    file: source.name,
    place: 'the footer',
    hint: 'The table was empty when it was written. Write it again with its rows.',
  });
