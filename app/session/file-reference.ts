import type { Dataset, SourceFile } from '../../src/data/dataset.ts';
import { isRemote } from '../../src/workers/given.ts';
import type { Given, OpenOptions } from '../../src/workers/protocol.ts';
import type { DataReference } from '../../src/state/workspace.ts';
import { addressOf, sourceOf } from '../address/remote-sources.ts';

/** Metadata files larger than this are named in a link only through the vectors they belong to. */
const HASH_UP_TO = 64 * 2 ** 20;

/** How a link names files: by name, size and hash, and by address where all have one; never by content. */
export async function fileReference(
  dataset: Dataset,
  files: readonly Given[],
  options: OpenOptions,
): Promise<DataReference> {
  const sources = new Map(dataset.spaces.map(({ source }) => [source.name, source]));
  for (const file of files) {
    if (sources.has(file.name)) continue;
    const source = isRemote(file) ? sourceOf(file) : await hashed(file);
    if (source) sources.set(file.name, source);
  }
  const named = [...sources.values()].slice(0, 50).map(({ name, bytes, sha256 }) => ({
    name: name.slice(0, 300),
    bytes,
    sha256,
  }));
  const urls = new Map(files.map((file) => [file.name, addressOf(file)]));
  const addressed = named.flatMap((file) => {
    const url = urls.get(file.name);
    return url === undefined ? [] : [{ ...file, url }];
  });
  const opened = {
    ...(options.join && { join: options.join }),
    ...(options.nonFinite === 'drop-rows' && { dropRows: true }),
    ...(options.matrices && { matrices: copied(options.matrices) }),
    ...(options.rows && { rows: options.rows }),
  };
  // Files of both kinds are asked for one by one, as those of a person's own.
  return addressed.length === named.length && addressed.length > 0
    ? { kind: 'url', files: addressed, ...opened }
    : { kind: 'files', files: named, ...opened };
}

const copied = (matrices: NonNullable<OpenOptions['matrices']>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(matrices).map(([file, names]) => [file, [...names]]));

/** Null where the browser has no Web Crypto (a page served over plain http from another machine). */
async function hashed(file: File): Promise<SourceFile | null> {
  if (file.size > HASH_UP_TO) return null;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name: file.name, bytes: file.size, sha256 };
}
