import type { SourceFile } from '../../src/data/dataset.ts';
import { isRemote } from '../../src/workers/given.ts';
import type { Given } from '../../src/workers/protocol.ts';
import type { RemoteFile } from '../../src/io/remote-files.ts';

/** What was read at an address, for links: the page cannot hash what it does not have. */
const read = new WeakMap<RemoteFile, SourceFile>();

/** Keeps sizes and hashes of files that were read at their addresses. */
export function rememberSources(files: readonly Given[], sources: readonly SourceFile[]): void {
  const byName = new Map(sources.map((source) => [source.name, source]));
  for (const file of files.filter(isRemote)) {
    const source = byName.get(file.name);
    if (source) read.set(file, source);
  }
}

/** Null when it was not read yet. */
export const sourceOf = (file: RemoteFile): SourceFile | null => read.get(file) ?? null;

/** Copies of files on the web, by what they are copies of: links go on naming the address. */
const copied = new WeakMap<File, string>();

export const rememberAddress = (copy: File, url: string): void => void copied.set(copy, url);

/** Where a file lies on the web; undefined for a person's own. */
export const addressOf = (file: Given): string | undefined =>
  isRemote(file) ? file.url : copied.get(file);
