import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { readArray } from '../array.ts';
import { chosenNames } from '../chosen-matrices.ts';
import { sha256 } from '../hash.ts';
import { propose } from '../model-names.ts';
import { count, plural, stem } from '../names.ts';
import type { NumberType } from '../number-type.ts';
import { columnOf, MAX_TEXT_BYTES, type ColumnType } from '../numpy/column.ts';
import { chosenRows, pickRows } from '../row-choice.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, RawColumn, ReadMatrix } from '../types.ts';
import { isZip, openZip, readEntry, storedRange, type Zip } from '../zip.ts';
import { listArrays, type NpzArray } from './arrays.ts';

interface NpzPlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly zip: Zip;
  readonly arrays: readonly NpzArray[];
}

/** Of an array that is packed: it is unpacked into memory. */
const MAX_PACKED_BYTES = 2 ** 30;
const MAX_COLUMN_BYTES = 2 ** 28;

/** numpy.savez and savez_compressed: matrices, and arrays with one axis as columns beside them. */
export const format: Format<NpzPlan> = {
  id: 'npz',
  title: 'a NumPy archive',
  extensions: ['.npz'],
  about: {
    variants: [
      'numpy.savez and numpy.savez_compressed; every number type of npy, either order',
      'several matrices with the same rows become several spaces',
      'arrays with one axis and as many values (numbers or texts) become columns',
    ],
    limits: ['compressed arrays up to 1 GiB', '10,000 arrays', 'Python objects are refused'],
    library: 'fflate',
    peers: [],
  },

  sniff({ head, name }) {
    if (!isZip(head)) return 'no';
    const first = new TextDecoder('latin1').decode(
      head.subarray(30, 30 + head[26]! + 256 * head[27]!),
    );
    return first.endsWith('.npy') || /\.npz$/i.test(name) ? 'certain' : 'no';
  },

  async plan(source, control) {
    const zip = await openZip(source);
    const arrays = await listArrays(zip, control);
    const matrices = propose(arrays.map(offerOf));
    return { zip, arrays, matrices, memory: 32 << 20 };
  },

  async read(source, { zip, arrays, matrices: offers }, selection, control): Promise<FileContent> {
    const names = chosenNames(selection, offers);
    const proposed = offers.find((offer) => offer.proposed);
    if (names.length === 0 && !proposed) throw nothingToRead(source, offers);
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    const matrices: ReadMatrix[] = [];
    const notes: string[] = [];
    for (const name of names) {
      const array = arrays.find((one) => one.name === name);
      const offer = offers.find((one) => one.name === name);
      if (!array || offer?.refused !== undefined) throw refused(source, name, offer?.refused);
      const chosen = chosenRows(selection.rows, array.shape[0]!);
      const read = await readMatrix(zip, array, chosen, see, control);
      matrices.push({ ...read.matrix, name: spaceName(source, name, offers.length) });
      notes.push(...read.notes);
    }
    const kept = matrices[0]?.kept;
    const rows = kept?.of ?? matrices[0]?.rows ?? proposed!.rows;
    const columns = await readColumns(zip, arrays, rows, kept?.rows ?? null, see, control);
    const used = names.length + columns.length;
    if (used < arrays.length)
      notes.push(`${source.name}: ${used} of ${plural(arrays.length, 'array')} read.`);
    notes.push(...otherFiles(zip));
    const table = {
      file: source.name,
      rows: kept?.rows.length ?? rows,
      columns,
      maybeHeader: false,
    };
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, notes },
      table: columns.length > 0 ? table : null,
      ...(kept && { kept }),
    };
  },
};

/** The only array of an npz is called after the file; a zip that holds one is called otherwise than what is in it. */
function spaceName({ name: file }: ByteSource, array: string, arrays: number): string {
  if (arrays > 1) return array;
  const isArchive = /\.npz$/i.test(file) || /^arr_\d+$/.test(array);
  return isArchive ? stem(file) : array.slice(array.lastIndexOf('/') + 1);
}

const NAMED = 5;

/** Files of an archive that are no arrays. */
function otherFiles({ source, entries }: Zip): string[] {
  const names = entries
    .map(({ name }) => name)
    .filter((name) => !name.endsWith('.npy') && !name.endsWith('/'));
  if (names.length === 0) return [];
  const more = names.length - NAMED;
  const shown = more > 0 ? [...names.slice(0, NAMED), `${count(more)} more`] : names;
  const was = names.length === 1 ? 'was' : 'were';
  return [
    `${source.name}: ${shown.join(', ')} inside ${was} not read. Unpack the archive to open them along.`,
  ];
}

function offerOf({ name, shape, type, entry, dataStart }: NpzArray): Omit<MatrixOffer, 'proposed'> {
  const [rows = 1, cols = 1] = shape;
  const dtype = 'name' in type ? type.name : 'text' in type ? 'text' : 'other';
  const why = refusal(shape, type);
  return {
    ...{ name, rows, cols, dtype, bytes: entry.size - dataStart },
    ...(why !== null && { refused: why }),
  };
}

function refusal(shape: readonly number[], type: NpzArray['type']): string | null {
  if (shape.length === 0) return 'a single value';
  if (shape.length === 1) return 'one axis only';
  if ('what' in type) return type.what;
  if ('text' in type) return 'texts';
  if (shape.length > 2) return `${shape.length} axes (${shape.join(' x ')})`;
  return shape.includes(0) ? 'no numbers' : null;
}

async function readMatrix(
  zip: Zip,
  { name, entry, shape, fortranOrder, dataStart, type }: NpzArray,
  chosen: Uint32Array | null,
  see: (bytes: Uint8Array) => void,
  control: Control,
): ReturnType<typeof readArray> {
  const [rows, cols] = shape as [number, number];
  const range = await storedRange(zip, entry);
  const place = { rows, cols, type: type as NumberType, fortranOrder };
  if (range) {
    const start = range.start + dataStart;
    return readArray(zip.source, name, { ...place, start }, { chosen, see }, control);
  }
  const bytes = await readEntry(zip, entry, control, { most: MAX_PACKED_BYTES, see });
  const unpacked = fromBytes(bytes, zip.source.name);
  return readArray(unpacked, name, { ...place, start: dataStart }, { chosen }, control);
}

/** Whether an array with one axis can stand beside the vectors as a column. */
const isColumn = ({ shape, type }: NpzArray): boolean =>
  shape.length === 1 && ('kind' in type || ('text' in type && type.size <= MAX_TEXT_BYTES));

/** Arrays with one value for each of so many rows. */
async function readColumns(
  zip: Zip,
  arrays: readonly NpzArray[],
  rows: number,
  chosen: Uint32Array | null,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<RawColumn[]> {
  const columns: RawColumn[] = [];
  for (const array of arrays) {
    if (!isColumn(array) || array.shape[0] !== rows || array.entry.size > MAX_COLUMN_BYTES)
      continue;
    const bytes = await readEntry(zip, array.entry, control, { most: MAX_COLUMN_BYTES, see });
    const values = columnOf(array.type as ColumnType, rows, bytes.subarray(array.dataStart));
    columns.push({ name: array.name, values: pickRows(values, chosen) });
  }
  return columns;
}

function nothingToRead(source: ByteSource, offers: readonly MatrixOffer[]): LocusError {
  const [first] = offers;
  return new LocusError({
    code: 'E_SHAPE',
    message: first
      ? `${source.name}: none of its ${plural(offers.length, 'array')} is N x D; "${first.name}" is ${first.refused}.`
      : `${source.name} holds no arrays.`,
    file: source.name,
    place: 'the directory of the archive',
    hint: 'In Python: numpy.savez(path, x=x.reshape(len(x), -1), label=label).',
  });
}

function refused(source: ByteSource, name: string, why: string | undefined): LocusError {
  return new LocusError({
    code: why === undefined ? 'E_PARAM' : 'E_SHAPE',
    message: `${source.name}: array "${name}" ${why === undefined ? 'is not there' : `cannot be read: ${why}`}.`,
    file: source.name,
    place: `array "${name}"`,
    hint: 'Choose another array; locus inspect lists them.',
  });
}
