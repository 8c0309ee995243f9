import type { FileMetaData } from 'hyparquet';
import { CancelledError, LocusError } from '../../base/errors.ts';
import { cutShort, damageOf } from '../damage.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { chunkRange } from './chunk-range.ts';
import type { Leaf } from './schema.ts';
import { readStruct } from './thrift.ts';

/** Footers of files with thousands of columns have a few megabytes. */
const MAX_FOOTER_BYTES = 64 << 20;
const MAX_ROWS = 2 ** 31;

/** The library, which is loaded when the first file of this kind comes. */
export const loadLibrary = () => import('hyparquet');

/**
 * The footer: schema, row groups, where each column lies.
 * @throws LocusError E_HEADER, E_TRUNCATED, E_LIMIT, E_FORMAT; CancelledError
 */
export async function readMetadata(source: ByteSource): Promise<FileMetaData> {
  const { byteLength } = source;
  if (byteLength < 12) throw cutShort(source, NO_FOOTER);
  const head = await readRange(source, 0, 4);
  if (new TextDecoder('latin1').decode(head) === 'PARE') throw encrypted(source);
  const tail = await readRange(source, byteLength - 8, byteLength);
  const magic = new TextDecoder('latin1').decode(tail.subarray(4));
  if (magic === 'PARE') throw encrypted(source);
  if (magic !== 'PAR1') throw cutShort(source, NO_FOOTER);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > byteLength - 12) throw damaged(source, `its footer claims ${count(length)} bytes`);
  if (length > MAX_FOOTER_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name}: its footer has ${count(length)} bytes; ${count(MAX_FOOTER_BYTES)} are read at most.`,
      file: source.name,
      place: 'the footer',
      hint: 'Write it with larger row groups, or fewer columns.',
    });
  }
  const metadata = await inOurWords(source, 'its footer cannot be read', async () => {
    const { parquetMetadata } = await loadLibrary();
    const footer = await readRange(source, byteLength - 8 - length, byteLength);
    readStruct(footer, 0); // bounded, which the library is not
    return parquetMetadata(footer.slice().buffer as ArrayBuffer, { geoparquet: false });
  });
  checkGroups(source, metadata);
  return metadata;
}

/** Every column chunk lies inside the file, and the groups add up. */
function checkGroups(
  source: ByteSource,
  { row_groups: groups, num_rows: total, schema }: FileMetaData,
): void {
  const isSound = Array.isArray(schema) && schema.length > 1 && Array.isArray(groups);
  if (!isSound) throw damaged(source, 'its footer has no columns');
  let rows = 0;
  for (const group of groups) {
    const own = Number(group.num_rows);
    if (!(own >= 0) || !(own < MAX_ROWS) || !Array.isArray(group.columns))
      throw damaged(source, 'a row group claims an absurd number of rows');
    rows += own;
    for (const { file_path: path, meta_data: meta, crypto_metadata: crypto } of group.columns) {
      if (crypto) throw encrypted(source);
      if (path) throw damaged(source, 'a column lies in another file');
      if (!Array.isArray(meta?.path_in_schema)) throw damaged(source, 'a column is not described');
      const { start, end } = chunkRange(meta);
      const isInside = start >= 4 && end >= start && end <= source.byteLength;
      const isEmpty = Number(meta.num_values) === 0; // its offsets may be 0
      if (!isInside && !isEmpty) throw beyondTheEnd(source, meta.path_in_schema.join('.'));
      const values = Number(meta.num_values);
      if (!(values >= 0) || !(values < 2 ** 40))
        throw damaged(source, 'a column claims an absurd number of values');
    }
  }
  if (rows !== Number(total)) throw damaged(source, 'its row groups do not add up to its rows');
}

/** Runs of one value take next to no room: so many values to a byte of the file are believed, and these in any case. */
const VALUES_PER_BYTE = 64;
const FREE_VALUES = 1 << 20;

/**
 * Checks what the columns to be read claim, before room is made for it.
 * @throws LocusError E_HEADER, E_LIMIT
 */
export function checkClaims(
  source: ByteSource,
  { row_groups: groups }: FileMetaData,
  leaves: readonly Leaf[],
): void {
  const wanted = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  let values = 0;
  for (const group of groups)
    for (const { meta_data: meta } of group.columns) {
      const path = meta?.path_in_schema.join('.') ?? '';
      const leaf = wanted.get(path);
      if (!meta || !leaf) continue;
      const [own, rows] = [Number(meta.num_values), Number(group.num_rows)];
      const place = `column "${path}"`;
      if (leaf.maxRepetition === 0 ? own !== rows : own < rows)
        throw damaged(source, `${place} has ${count(own)} values for ${count(rows)} rows`, place);
      if (meta.type !== leaf.physical.type)
        throw damaged(source, `${place} has another type than the schema says`, place);
      values += own;
    }
  if (values <= Math.max(FREE_VALUES, VALUES_PER_BYTE * source.byteLength)) return;
  throw new LocusError({
    code: 'E_LIMIT',
    message: `${source.name} claims ${count(values)} values in ${count(source.byteLength)} bytes: more than is believed.`,
    file: source.name,
    place: 'the footer',
    hint: 'The file is damaged, or nearly all of its values are the same. If they are, write fewer columns.',
  });
}

const NO_FOOTER = 'a Parquet file ends with a footer that says where its columns lie';

/** Runs the library; what it throws is told in our words. */
export async function inOurWords<T>(
  source: ByteSource,
  cause: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LocusError || error instanceof CancelledError) throw error;
    throw damaged(source, cause);
  }
}

const damage = damageOf('Parquet file', 'The file is damaged. Write or download it again.');

/** E_HEADER, for what no writer of Parquet files writes. */
export const damaged = (source: ByteSource, cause: string, place = 'the footer'): LocusError =>
  damage(source, place, cause);

const beyondTheEnd = (source: ByteSource, column: string): LocusError =>
  new LocusError({
    code: 'E_TRUNCATED',
    message: `${source.name}: column "${column}" lies beyond the end of the file, which has ${count(source.byteLength)} bytes.`,
    file: source.name,
    place: `column "${column}"`,
    hint: 'The file is damaged, or parts of it are missing. Write or download it again.',
  });

const encrypted = (source: ByteSource): LocusError =>
  new LocusError({
    code: 'E_FORMAT',
    message: `${source.name} is encrypted.`,
    file: source.name,
    place: 'the footer',
    hint: 'Write it without encryption, with the program that has the keys.',
  });
