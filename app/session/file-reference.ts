import type { Dataset, SourceFile } from '../../src/data/dataset.ts';
import type { OpenOptions } from '../../src/workers/protocol.ts';
import type { DataReference } from '../../src/state/workspace.ts';

/** Metadata files larger than this are named in a link only through the vectors they belong to. */
const HASH_UP_TO = 64 * 2 ** 20;

/** How a link names files of a person's own: by name, size and hash, never by content. */
export async function fileReference(
  dataset: Dataset,
  files: readonly File[],
  options: OpenOptions,
): Promise<DataReference> {
  const sources = new Map(dataset.spaces.map(({ source }) => [source.name, source]));
  for (const file of files) {
    if (sources.has(file.name) || file.size > HASH_UP_TO) continue;
    const source = await hashed(file);
    if (source) sources.set(file.name, source);
  }
  return {
    kind: 'files',
    files: [...sources.values()].slice(0, 50).map(({ name, bytes, sha256 }) => ({
      name: name.slice(0, 300),
      bytes,
      sha256,
    })),
    ...(options.join && { join: options.join }),
    ...(options.nonFinite === 'drop-rows' && { dropRows: true }),
    ...(options.matrices && { matrices: copied(options.matrices) }),
    ...(options.rows && { rows: options.rows }),
  };
}

const copied = (matrices: NonNullable<OpenOptions['matrices']>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(matrices).map(([file, names]) => [file, [...names]]));

/** Null where the browser has no Web Crypto (a page served over plain http from another machine). */
async function hashed(file: File): Promise<SourceFile | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: file.name, bytes: file.size, sha256 };
}
