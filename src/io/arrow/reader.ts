import { checkpoint } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenColumns } from '../chosen-matrices.ts';
import { Float32Sink } from '../float32.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { count, stem } from '../names.ts';
import { roundedNotes } from '../number-type.ts';
import { chosenRows } from '../row-choice.ts';
import { scanMatrix } from '../scan.ts';
import { seriesOf, type Series } from '../series.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, RawColumn, ReadMatrix } from '../types.ts';
import { Batches } from './batches.ts';
import type { Task } from './buffers.ts';
import { columnsOf, type ArrowColumn, type NumberColumn } from './columns.ts';
import { kindOf, readHeaders, type ArrowFile } from './file.ts';
import { readVectors } from './lists.ts';
import { offerOfSeries, offerOfVectors } from './offers.ts';
import { checkRows, numbersOf } from './values.ts';

interface ArrowPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly file: ArrowFile;
  readonly columns: readonly ArrowColumn[];
  readonly series: readonly Series[];
}

type PlainColumn = NumberColumn | Extract<ArrowColumn, { kind: 'text' }>;

/** More columns of text beside the vectors than this are not read. */
const MOST_COLUMNS = 200;

/** Apache Arrow IPC, as a file (Feather version 2) or a stream: vectors as lists or as one column for each dimension. */
export const format: Format<ArrowPlan> = {
  id: 'arrow',
  title: 'an Arrow file',
  extensions: ['.arrow', '.feather', '.ipc', '.arrows'],
  about: {
    variants: [
      'IPC file, IPC stream, Feather version 2; not compressed, LZ4 or zstd',
      'vectors as fixed-size lists, lists, large lists and fixed-shape tensors of float16, float32, float64 or integers, also inside structs',
      'one column for each dimension ("dim_0", "dim_1" ... or 16 and more of one name)',
      'texts, dictionaries, numbers, booleans, dates, times and decimals beside them',
    ],
    limits: [
      'all vectors of a column have one length',
      'nested lists, maps, unions, list views, run-end encoding and raw bytes are named and left out',
      '200 further columns',
      'Feather version 1, big-endian files and tensors without a table are refused',
    ],
    peers: [],
  },

  sniff: ({ head }) => (kindOf(head) ? 'certain' : 'no'),

  async plan(source, control) {
    const file = await readHeaders(source, control);
    const columns = columnsOf(file.schema);
    if (file.rows === 0) throw empty(source);
    const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    const series = seriesOf(numbers);
    const task = { source, see: () => undefined, unpack: await unpackersFor(file), control };
    const lists: Awaited<ReturnType<typeof offerOfVectors>>[] = [];
    for (const column of columns)
      if (column.kind === 'vectors') lists.push(await offerOfVectors(task, file, column));
    const tables = series.map((one) => offerOfSeries(source, file, one, columns));
    const matrices = propose([...lists, ...tables]);
    return { file, columns, series, matrices, memory: memoryOf(file) };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { file, columns, series, matrices: offers } = plan;
    const names = chosenColumns(source, selection, offers);
    const inMatrices = new Set(series.flatMap((one) => one.columns));
    const plain = columns.filter(
      (column): column is PlainColumn =>
        column.kind === 'text' || (column.kind === 'number' && !inMatrices.has(column.name)),
    );
    const read = plain.slice(0, MOST_COLUMNS);
    if (names.length === 0 && read.length === 0) throw nothingToRead(source, offers);
    for (const { path } of read)
      for (const batch of file.batches) checkRows({ source }, batch, path);

    const chosen = chosenRows(selection.rows, file.rows);
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    const task: Task = { source, see, unpack: await unpackersFor(file), control };
    const batches = new Batches(task, file, chosen);
    const matrices: ReadMatrix[] = [];
    const notes: string[] = [];
    const isAlone = offers.length === 1;
    for (const name of names) {
      const offer = offers.find((one) => one.name === name)!;
      const found = await readMatrix(batches, plan, offer);
      matrices.push({ ...found.matrix, name: isAlone ? stem(source.name) : name });
      notes.push(...found.notes);
    }
    const raw: RawColumn[] = [];
    for (const { name, path } of read) raw.push({ name, values: await batches.texts(path) });
    notes.push(...notesOf(source, plan, plain.length - read.length, names));
    const rows = chosen?.length ?? file.rows;
    const table = { file: source.name, rows, columns: raw, maybeHeader: false };
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, notes },
      table: raw.length > 0 ? table : null,
      ...(chosen && { kept: { rows: chosen, of: file.rows } }),
    };
  },
};

async function readMatrix(
  batches: Batches,
  { columns, series }: ArrowPlan,
  { name, cols, dtype }: MatrixOffer,
): Promise<{ readonly matrix: ReadMatrix; readonly notes: string[] }> {
  const { task, rows } = batches;
  const { source, control } = task;
  const sink = new Float32Sink(source.name, rows, cols);
  const column = columns.find((one) => one.kind === 'vectors' && one.name === name);
  let rounded = 0;
  if (column?.kind === 'vectors')
    for await (const [batch, part] of batches.each())
      rounded += await readVectors(task, batch, column, cols, part, sink);
  else
    for (const [c, one] of series.find((each) => each.name === name)!.columns.entries()) {
      const { path, type } = columns.find(
        (each): each is NumberColumn => each.kind === 'number' && each.name === one,
      )!;
      for await (const [batch, { chosen, to }] of batches.each()) {
        const numbers = await numbersOf(task, batch, path, type, chosen);
        const taken = numbers.values;
        rounded += numbers.rounded;
        sink.put(taken, taken.length, to * cols + c, cols);
      }
    }
  await checkpoint(control);
  const { data } = sink;
  const notes = [...sink.notes(), ...roundedNotes(source.name, rounded)];
  const summary = sink.summary();
  const issues = scanMatrix(data, rows, cols);
  return { matrix: { name, rows, cols, dtype, data, summary, issues }, notes };
}

/** Loaded when there is something to unpack. */
async function unpackersFor({ batches, dictionaries }: ArrowFile): Promise<Task['unpack']> {
  const parts = [...dictionaries.values()].flatMap(({ parts }) => parts.map(({ batch }) => batch));
  const isPacked = [...batches, ...parts].some(({ codec }) => codec !== null);
  return isPacked ? (await import('./unpack.ts')).unpackers() : {};
}

/** Rough: the largest batch, packed and unpacked. */
function memoryOf({ batches }: ArrowFile): number {
  let most = 0;
  for (const { codec, buffers } of batches)
    if (codec) for (const { start, end } of buffers) most = Math.max(most, 4 * (end - start));
  return most + (16 << 20);
}

function notesOf(
  { name: file }: ByteSource,
  { columns, matrices }: ArrowPlan,
  left: number,
  taken: readonly string[],
): string[] {
  const notes = columns.flatMap((column) => {
    if (column.kind === 'other')
      return [`${file}: column ${column.name} holds ${column.what}; left out.`];
    const isTensor = column.kind === 'vectors' && column.note && taken.includes(column.name);
    return isTensor ? [`${file}: ${column.note}`] : [];
  });
  for (const { name, refused } of matrices)
    if (refused !== undefined) notes.push(`${file}: column ${name} was left out: ${refused}.`);
  if (left > 0) notes.push(`${file}: ${count(left)} further columns were left out.`);
  return notes;
}

const empty = (source: ByteSource): LocusError =>
  new LocusError({
    code: 'E_EMPTY',
    message: `${source.name} holds no rows.`,
    file: source.name,
    place: 'the record batches',
    hint: 'The program that wrote it had nothing to write, or stopped after the schema. Write the file again.',
  });

function nothingToRead(source: ByteSource, offers: readonly MatrixOffer[]): LocusError {
  const [first] = offers;
  const why = first ? `: column ${first.name} has ${first.refused ?? 'not been chosen'}` : '';
  return new LocusError({
    code: first ? 'E_SHAPE' : 'E_NO_VECTORS',
    message: `${source.name} has no column that can be read${why}.`,
    file: source.name,
    place: first ? `column "${first.name}"` : 'all columns',
    hint: 'Vectors are lists of one length in each row, or one column of numbers for each dimension. Write them so: pyarrow.FixedSizeListArray.from_arrays(x.ravel(), x.shape[1]).',
  });
}
