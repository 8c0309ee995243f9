import type { Control } from '../../base/control.ts';
import { readArray } from '../array.ts';
import { fileSha256 } from '../hash.ts';
import { plural, stem } from '../names.ts';
import { columnOf } from '../numpy/column.ts';
import {
  MAGIC,
  ONE_AXIS,
  readColumnHeader,
  readHeader,
  type NpyColumn,
  type NpyHeader,
} from '../numpy/header.ts';
import { chosenRows } from '../row-choice.ts';
import { readChunks, type ByteSource } from '../source.ts';
import type { FileContent, Format, Plan } from '../types.ts';

interface NpyPlan extends Plan {
  readonly header: NpyHeader | NpyColumn;
}

/** NumPy's npy, format versions 1 to 3 (numpy.lib.format): one array of numbers of any type and order; with one axis, a column of metadata. */
export const format: Format<NpyPlan> = {
  id: 'npy',
  title: 'a NumPy array',
  extensions: ['.npy'],

  sniff: ({ head }) => (MAGIC.every((byte, i) => head[i] === byte) ? 'certain' : 'no'),

  about: {
    variants: [
      'format versions 1 to 3, C and Fortran order, either byte order',
      'an array with one axis, of numbers or texts, is a column for the vectors dropped with it',
      'bool, int8 to int64, uint8 to uint64, float16, float32, float64',
    ],
    limits: [
      'at most two axes',
      'complex numbers, matrices of texts, dates, records and Python objects are refused',
    ],
    peers: [],
  },

  async plan(source) {
    const column = await readColumnHeader(source);
    if (column) return { header: column, matrices: null, memory: 64 * column.rows };
    const header = await readHeader(source);
    const { rows, cols, type, dataStart } = header;
    const offer = {
      ...{ name: stem(source.name), rows, cols, dtype: type.name, proposed: true },
      bytes: Math.min(source.byteLength - dataStart, rows * cols * type.size),
    };
    return { header, matrices: [offer], memory: 8 << 20 };
  },

  async read(source, { header }, { rows: choice }, control): Promise<FileContent> {
    if (!('cols' in header)) return readColumn(source, header, control);
    const { rows, cols, type, dataStart } = header;
    const chosen = chosenRows(choice, rows);
    const hasher = await fileSha256(source.byteLength);
    const see = (chunk: Uint8Array): void | Promise<void> => hasher.update(chunk);
    const end = dataStart + rows * cols * type.size;
    await readChunks(source, 0, dataStart, control, see);
    const place = { start: dataStart, rows, cols, type, fortranOrder: header.fortranOrder };
    const { matrix, notes } = await readArray(
      source,
      stem(source.name),
      place,
      { chosen, see },
      control,
    );
    const rest = end < source.byteLength;
    if (rest && !chosen) await readChunks(source, end, source.byteLength, control, see);
    const extra = plural(source.byteLength - end, 'byte');
    return {
      sha256: await hasher.digest(),
      matrices: [matrix],
      table: null,
      notes: rest ? [...notes, `${source.name}: ${extra} after the array were not read.`] : notes,
      ...(chosen && { hashed: 'parts' as const, kept: { rows: chosen, of: rows } }),
    };
  },
};

/** Every value, whatever rows are chosen: metadata is joined to the rows of the vectors. */
async function readColumn(
  source: ByteSource,
  { rows, type, dataStart }: NpyColumn,
  control: Control,
): Promise<FileContent> {
  const hasher = await fileSha256(source.byteLength);
  const bytes = new Uint8Array(rows * type.size);
  await readChunks(source, 0, source.byteLength, control, (chunk, offset) => {
    const wait = hasher.update(chunk);
    const from = Math.max(0, dataStart - offset);
    const at = offset + from - dataStart;
    if (from < chunk.length && at < bytes.length)
      bytes.set(chunk.subarray(from, from + bytes.length - at), at);
    return wait;
  });
  const columns = [{ name: stem(source.name), values: columnOf(type, rows, bytes) }];
  return {
    sha256: await hasher.digest(),
    matrices: [],
    table: { file: source.name, rows, columns, maybeHeader: false, alone: ONE_AXIS },
    notes: [],
  };
}
