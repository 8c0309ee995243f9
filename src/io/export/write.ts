import { LocusError } from '../../base/errors.ts';
import { csvParts } from './csv.ts';
import { npyParts } from './npy.ts';
import { parquetParts } from './parquet.ts';
import type { OutTable } from './table.ts';

/** What can be written, by the ending of the file. */
export const OUT_FORMATS = ['npy', 'csv', 'parquet'] as const;
export type OutFormat = (typeof OUT_FORMATS)[number];

/** The format that a file name asks for; null for any other. */
export const outFormatOf = (name: string): OutFormat | null =>
  OUT_FORMATS.find((format) => name.toLowerCase().endsWith(`.${format}`)) ?? null;

/**
 * The bytes of a file, part by part, so that no more than a part is held beside the table: for a stream to disk or the
 * parts of a Blob. A part is the caller's.
 * @throws LocusError E_NO_VECTORS for npy, which holds vectors only
 */
export async function* exportParts(table: OutTable, format: OutFormat): AsyncGenerator<Uint8Array> {
  switch (format) {
    case 'npy':
      if (!table.vectors) throw noVectors();
      yield* npyParts(table.vectors);
      break;
    case 'csv': {
      const encoder = new TextEncoder();
      for (const text of csvParts(table)) yield encoder.encode(text);
      break;
    }
    case 'parquet':
      yield* parquetParts(table);
  }
}

const noVectors = (): LocusError =>
  new LocusError({
    code: 'E_NO_VECTORS',
    message: 'An npy file holds vectors only, and there are none.',
    hint: 'Write a table as .csv or .parquet.',
  });
