import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet';
import { CancelledError, LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { checkPages, PageError } from './pages.ts';
import { ThriftError } from './thrift.ts';

/** Footers of files with thousands of columns have a few megabytes. */
const MAX_FOOTER_BYTES = 64 << 20;
const MAX_ROWS = 2 ** 31;

/** The library, which is loaded when the first file of this kind comes. */
export const loadLibrary = () => import('hyparquet');

/** A source as the library reads it. `see` is shown every byte, in order. */
export function asyncBuffer(source: ByteSource, see: (bytes: Uint8Array) => void): AsyncBuffer {
  return {
    byteLength: source.byteLength,
    async slice(start, end = source.byteLength) {
      const inside = start >= 0 && start <= end && end <= source.byteLength;
      if (!inside) throw damaged(source, 'it names bytes that are not there');
      const bytes = await readRange(source, start, end);
      see(bytes);
      return bytes.slice().buffer as ArrayBuffer;
    },
  };
}

/**
 * The footer: schema, row groups, where each column lies.
 * @throws LocusError E_HEADER, E_TRUNCATED, E_LIMIT, E_FORMAT; CancelledError
 */
export async function readMetadata(source: ByteSource): Promise<FileMetaData> {
  const { byteLength } = source;
  if (byteLength < 12) throw cutShort(source);
  const tail = await readRange(source, byteLength - 8, byteLength);
  const magic = new TextDecoder('latin1').decode(tail.subarray(4));
  if (magic === 'PARE') throw encrypted(source);
  if (magic !== 'PAR1') throw cutShort(source);
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
    return parquetMetadata(footer.slice().buffer as ArrayBuffer, { geoparquet: false });
  });
  checkGroups(source, metadata);
  return metadata;
}

/** Every column chunk lies inside the file and has as many values as its group has rows, or more in lists. */
function checkGroups(
  source: ByteSource,
  { row_groups: groups, num_rows: total, schema }: FileMetaData,
): void {
  if (!Array.isArray(schema) || schema.length < 2)
    throw damaged(source, 'its footer has no columns');
  let rows = 0;
  for (const group of groups) {
    const own = Number(group.num_rows);
    if (!(own >= 0) || !(own < MAX_ROWS))
      throw damaged(source, 'a row group claims an absurd number of rows');
    rows += own;
    for (const { file_path: path, meta_data: meta, crypto_metadata: crypto } of group.columns) {
      if (crypto) throw encrypted(source);
      if (path) throw damaged(source, `a column lies in another file (${path.slice(0, 60)})`);
      if (!meta) throw damaged(source, 'a column is not described');
      const { start, end } = chunkRange(meta);
      const isInside = start >= 4 && end >= start && end <= source.byteLength;
      if (!isInside) throw cutShort(source);
      const values = Number(meta.num_values);
      if (!(values >= 0) || !(values < 2 ** 40))
        throw damaged(source, 'a column claims an absurd number of values');
    }
  }
  if (rows !== Number(total)) throw damaged(source, 'its row groups do not add up to its rows');
}

type ColumnMeta = NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>;

function chunkRange(meta: ColumnMeta): { start: number; end: number } {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0n);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  return { start, end: start + Number(meta.total_compressed_size) };
}

/**
 * Checks the pages of the columns that are to be read, of one row group.
 * @throws LocusError E_HEADER
 */
export async function checkColumns(
  source: ByteSource,
  group: FileMetaData['row_groups'][number],
  isRead: (path: readonly string[]) => boolean,
): Promise<void> {
  for (const { meta_data: meta } of group.columns) {
    if (!meta || !isRead(meta.path_in_schema)) continue;
    const { start, end } = chunkRange(meta);
    const bytes = await readRange(source, start, end);
    const name = meta.path_in_schema.join('.');
    try {
      checkPages(bytes, { codec: meta.codec, values: Number(meta.num_values) });
    } catch (error) {
      if (!(error instanceof PageError) && !(error instanceof ThriftError)) throw error;
      throw damaged(source, `column "${name}": ${error.message}`, `column "${name}"`);
    }
  }
}

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

/** The codecs beside snappy, loaded when they are needed. */
export async function compressorsFor(metadata: FileMetaData): Promise<Compressors> {
  const codecs = new Set(
    metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data: meta }) => meta?.codec)),
  );
  codecs.delete('UNCOMPRESSED');
  codecs.delete('SNAPPY');
  codecs.delete(undefined);
  if (codecs.size === 0) return {};
  const { compressors } = await import('hyparquet-compressors');
  return compressors;
}

export function damaged(source: ByteSource, cause: string, place = 'the footer'): LocusError {
  return new LocusError({
    code: 'E_HEADER',
    message: `${source.name} is no valid Parquet file: ${cause}.`,
    file: source.name,
    place,
    hint: 'The file is damaged. Write or download it again.',
  });
}

const cutShort = (source: ByteSource): LocusError =>
  new LocusError({
    code: 'E_TRUNCATED',
    message: `${source.name} is cut short: a Parquet file ends with a footer that says where its columns lie.`,
    file: source.name,
    place: `byte ${source.byteLength}`,
    hint: 'The copy or download stopped early, or the program that wrote it did. Get or write the file again.',
  });

const encrypted = (source: ByteSource): LocusError =>
  new LocusError({
    code: 'E_FORMAT',
    message: `${source.name} is encrypted.`,
    file: source.name,
    place: 'the footer',
    hint: 'Write it without encryption, with the program that has the keys.',
  });
