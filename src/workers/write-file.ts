import { checkpoint, type Control } from '../base/control.ts';
import { exportParts, type OutFormat } from '../io/export/write.ts';
import { rowsOf, type OutTable } from '../io/export/table.ts';

const LINE_END = 10;

/** A file, part by part, so that a person can cancel and sees how far it is. @throws CancelledError; E_NO_VECTORS */
export async function writeFile(
  table: OutTable,
  format: OutFormat,
  control: Control,
): Promise<Blob> {
  const total = rowsOf(table);
  const parts: Blob[] = [];
  let lines = 0;
  for await (const part of exportParts(table, format)) {
    // Blobs leave the heap; parts would pile up in it.
    parts.push(new Blob([part as BlobPart]));
    await checkpoint(control);
    if (format === 'csv') for (const byte of part) if (byte === LINE_END) lines++;
    const done = format === 'csv' ? Math.min(lines, total) : 0;
    control.progress?.({ stage: `Writing ${format}`, done, total: format === 'csv' ? total : 0 });
  }
  return new Blob(parts, { type: TYPES[format] });
}

const TYPES: Readonly<Record<OutFormat, string>> = {
  npy: 'application/octet-stream',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};
