import { checkpoint, type Control } from '../base/control.ts';
import { csvParts } from '../io/export/csv.ts';
import { npyParts } from '../io/export/npy.ts';
import { parquetBytes } from '../io/export/parquet.ts';
import { rowsOf, type OutTable } from '../io/export/table.ts';

/** What can be saved as what: npy holds one matrix and no columns. */
export type OutFormat = 'npy' | 'csv' | 'parquet';

/** A file, part by part, so that a person can cancel and sees how far it is. @throws CancelledError */
export async function writeFile(
  table: OutTable,
  format: OutFormat,
  control: Control,
): Promise<Blob> {
  const rows = rowsOf(table);
  const stage = `Writing ${format}`;
  const parts: BlobPart[] = [];
  if (format === 'npy') {
    parts.push(...(npyParts(table.vectors!) as BlobPart[]));
  } else if (format === 'parquet') {
    control.progress?.({ stage, done: 0, total: 0 });
    await checkpoint(control);
    parts.push(await parquetBytes(table));
    await checkpoint(control);
  } else {
    let written = 0;
    for (const part of csvParts(table)) {
      await checkpoint(control);
      // Blobs leave the heap; texts would pile up in it.
      parts.push(new Blob([part]));
      for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) written++;
      control.progress?.({ stage, done: Math.min(rows, written), total: rows });
    }
  }
  return new Blob(parts, { type: TYPES[format] });
}

const TYPES: Readonly<Record<OutFormat, string>> = {
  npy: 'application/octet-stream',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};
