import { z } from 'zod';
import type { Dataset } from '../../src/data/dataset.ts';
import { dataReference, type DataReference } from '../../src/state/workspace.ts';
import type { Given, OpenOptions } from '../../src/workers/protocol.ts';
import { pathOf } from '../session/local-files.ts';
import { isRemote } from '../../src/workers/given.ts';
import { addressOf, sourceOf } from '../address/remote-sources.ts';
import { openingText } from './same-data.ts';

const size = z.int().min(0);

/** What is written beside kept files: entry.json. */
const entrySchema = z.object({
  version: z.literal(1),
  name: z.string(),
  /** When it was kept, ISO 8601. */
  date: z.string(),
  items: size,
  spaces: z.array(z.object({ name: z.string(), rows: size, cols: size })),
  /** How links name these data. */
  reference: dataReference,
  /** How the files were opened. */
  options: z.record(z.string(), z.json()),
  /** In the order in which they were opened; file i is called "i" in the folder. */
  files: z
    .array(
      z.object({
        name: z.string(),
        bytes: size,
        url: z.string().optional(),
        path: z.string().optional(),
      }),
    )
    .min(1),
});

export type Entry = z.output<typeof entrySchema>;

/** What is written of the open data, kept now. */
export function entryOf(
  dataset: Dataset,
  reference: DataReference,
  { files, options }: { readonly files: readonly Given[]; readonly options: OpenOptions },
): Entry {
  return {
    version: 1,
    name: dataset.name,
    date: new Date().toISOString(),
    items: dataset.ids.length,
    spaces: dataset.spaces.map(({ name, rows, cols }) => ({ name, rows, cols })),
    reference,
    options: JSON.parse(JSON.stringify(options)) as Entry['options'],
    files: files.map((file) => {
      const url = addressOf(file);
      // What is not known yet is set right by the worker that copies the bytes.
      const bytes = isRemote(file) ? (sourceOf(file)?.bytes ?? 0) : file.size;
      const path = pathOf(file);
      return {
        name: file.name,
        bytes,
        ...(url !== undefined && { url }),
        ...(path !== undefined && { path }),
      };
    }),
  };
}

/** Bytes of all its files. */
export const bytesOf = ({ files }: Entry): number =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** The folder of data: the same files opened in the same way, the same folder. */
export async function idOf(reference: DataReference): Promise<string> {
  const hashes =
    reference.kind === 'sample' ? [reference.id] : reference.files.map(({ sha256 }) => sha256);
  const text = new TextEncoder().encode([...hashes.toSorted(), openingText(reference)].join('\n'));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws what JSON.parse and the schema throw */
export const readEntry = (text: string): Entry => entrySchema.parse(JSON.parse(text));
