import type { FileMetaData } from 'hyparquet';

export type ColumnMeta = NonNullable<
  FileMetaData['row_groups'][number]['columns'][number]['meta_data']
>;

/** What a row group says of a column; undefined where it does not have it. @param path in the schema, joined by dots */
export const metaOf = (
  { columns }: FileMetaData['row_groups'][number],
  path: string,
): ColumnMeta | undefined =>
  columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === path)?.meta_data;

/** Where the pages of a column of a row group lie. */
export function chunkRange(meta: ColumnMeta): { readonly start: number; readonly end: number } {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0n);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  return { start, end: start + Number(meta.total_compressed_size) };
}
