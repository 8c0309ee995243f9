import type { SourceRead } from '../../src/io/sources-read.ts';
import { isRemote } from '../../src/workers/given.ts';
import type { Given } from '../../src/workers/protocol.ts';
import { localNames } from '../session/local-files.ts';

/** What was read of files, for links and kept copies: the page cannot hash what it does not have. */
const read = new WeakMap<Given, SourceRead>();

/**
 * Keeps sizes and hashes of files that were read together. A hash of what was read stays where the same file is read again without
 * its content, as thumbnails are not drawn anew.
 */
export function rememberSources(files: readonly Given[], sources: readonly SourceRead[]): void {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const names = localNames(files);
  for (const [i, file] of files.entries()) {
    const source = byName.get(names[i]!);
    if (!source) continue;
    const before = read.get(file);
    if (source.hashed === 'name' && before?.bytes === source.bytes) continue;
    read.set(file, source);
  }
}

/** What was read of a file, with its size; null when it was not read yet. */
export const sourceOf = (file: Given): SourceRead | null => read.get(file) ?? null;

/** Copies of files on the web, by what they are copies of: links go on naming the address. */
const copied = new WeakMap<File, string>();

/** Says what a file is a copy of. */
export const rememberAddress = (copy: File, url: string): void => void copied.set(copy, url);

/** Where a file lies on the web; undefined for a person's own. */
export const addressOf = (file: Given): string | undefined =>
  isRemote(file) ? file.url : copied.get(file);
