import type { Dataset, SourceFile } from '../../src/data/dataset.ts';
import { isRemote } from '../../src/workers/given.ts';
import type { Given, OpenOptions } from '../../src/workers/protocol.ts';
import type { FilesReference } from '../../src/state/data-reference.ts';
import { MAX_FILES, type DataReference } from '../../src/state/workspace.ts';
import { addressOf, sourceOf } from '../address/remote-sources.ts';
import { localNames } from './local-files.ts';

/** Metadata files larger than this are named in a link only through the vectors they belong to. */
const HASH_UP_TO = 64 * 2 ** 20;

/** How a link names files: by name, size and hash, and by address where all have one; never by content. */
export async function fileReference(
  dataset: Dataset,
  files: readonly Given[],
  options: OpenOptions,
): Promise<DataReference> {
  const names = localNames(files);
  const sources = new Map(
    dataset.spaces.map(({ source }) => {
      const name = nameNow(source, files, names);
      return [name, { ...source, name }];
    }),
  );
  const ownImages = files.filter((file): file is File => !isRemote(file) && isImage(file.name));
  /** One, such as a sheet, is named as any other file. */
  const images: readonly Given[] = ownImages.length > 1 ? ownImages : [];
  for (const [i, file] of files.entries()) {
    const name = names[i]!;
    if (sources.has(name) || images.includes(file) || sources.size >= MAX_FILES) continue;
    const source = isRemote(file) ? sourceOf(file) : await ownSource(file, name);
    if (source) sources.set(name, { ...source, name });
  }
  const set = images.length > 0 ? await imageSet(ownImages) : null;
  if (set) sources.set(set.name, set);
  const named = [...sources.values()].slice(0, MAX_FILES).map(({ name, bytes, sha256 }) => ({
    name: name.slice(0, 300),
    bytes,
    sha256,
  }));
  const urls = new Map(files.map((file, i) => [names[i]!, addressOf(file)]));
  const addressed = named.flatMap((file) => {
    const url = urls.get(file.name);
    return url === undefined ? [] : [{ ...file, url }];
  });
  const opened = {
    ...(options.join && { join: options.join }),
    ...(options.nonFinite === 'drop-rows' && { dropRows: true }),
    ...(options.matrices && { matrices: copied(options.matrices) }),
    ...(options.rows && { rows: copiedRows(options.rows) }),
    ...(options.columns && {
      columns: options.columns.map(([first, last]): [number, number] => [first, last]),
    }),
  };
  // Files of both kinds are asked for one by one, as those of a person's own.
  return addressed.length === named.length && addressed.length > 0
    ? { kind: 'url', files: addressed, ...opened }
    : { kind: 'files', files: named, ...opened };
}

/** By its name: whether a file is an image that a browser shows. */
export const isImage = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);

/** What a file is called among all that are open: others of its name may have come since it was read. */
function nameNow(source: SourceFile, files: readonly Given[], names: readonly string[]): string {
  const isIt = (file: Given): boolean => sourceOf(file)?.sha256 === source.sha256;
  const namesake = files[names.indexOf(source.name)];
  if (namesake && (isIt(namesake) || !sourceOf(namesake))) return source.name;
  return names[files.findIndex(isIt)] ?? source.name;
}

/** Whether an entry of a link stands for images dropped together. */
export const isImageSet = (name: string): boolean => /^\d+ images, /.test(name);

/**
 * Images dropped together as one entry: a link would grow with each. Its hash is over their names, sizes and hashes in the order of the
 * names; of more than 64 MiB over names and sizes alone.
 */
async function imageSet(files: readonly File[]): Promise<SourceFile | null> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const bytes = sorted.reduce((sum, { size }) => sum + size, 0);
  const lines: string[] = [];
  for (const file of sorted) {
    const content = bytes > HASH_UP_TO ? null : await hashed(file);
    lines.push(`${file.name}\t${file.size}\t${content?.sha256 ?? ''}`);
  }
  const [first, last] = [sorted[0]!.name, sorted.at(-1)!.name];
  const name = `${files.length} images, ${first.slice(0, 100)} to ${last.slice(0, 100)}`;
  const whole = await hashed(new File([lines.join('\n')], name));
  return whole && { ...whole, bytes };
}

const copied = (matrices: NonNullable<OpenOptions['matrices']>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(matrices).map(([file, names]) => [file, [...names]]));

function copiedRows(rows: NonNullable<OpenOptions['rows']>): FilesReference['rows'] {
  if (rows.kind !== 'category') return rows;
  const { levels, except, ...rest } = rows;
  return {
    ...rest,
    ...(levels && { levels: [...levels] }),
    ...(except && { except: [...except] }),
  };
}

/** As it was read: of a part of a model the hash goes with what was taken of it. Else as it is; a large one by name and size. */
async function ownSource(file: File, name: string): Promise<SourceFile | null> {
  const read = sourceOf(file);
  return read && read.hashed !== 'name' ? read : ((await hashed(file, name)) ?? read);
}

/** Null where the browser has no Web Crypto (a page served over plain http from another machine), and for a file that is gone or was changed. */
async function hashed(file: File, name = file.name): Promise<SourceFile | null> {
  if (file.size > HASH_UP_TO) return null;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return null;
  const content = await file.arrayBuffer().catch(() => null);
  if (!content) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { name, bytes: file.size, sha256 };
}
