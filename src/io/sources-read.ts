import type { SourceFile } from '../data/dataset.ts';
import type { ReadFile } from './align.ts';
import { baseName } from './folders.ts';
import { sha256OfTexts } from './hash.ts';
import type { ImageSet } from './images/pictures.ts';
import type { ByteSource } from './source.ts';

/** A file that the data of an opening come from: for links, and for copies that are kept. */
export interface SourceRead extends SourceFile {
  /** In the folder that was dropped, or of its address. */
  readonly path?: string;
  /**
   * What `sha256` is over, when not over the whole file. `parts`: what was read of it; of a file that belongs to another, the hash of
   * what was read of the two together, with its name and size. `name`: name and size alone.
   */
  readonly hashed?: 'parts' | 'name';
}

/** A file that was read, and the files of the drop that belong to it. */
export interface MemberRead {
  readonly file: ReadFile;
  readonly companions: readonly ByteSource[];
}

/** All files that were read, each once: those opened by themselves, those that belong to them, the images. */
export async function sourcesRead(
  members: readonly MemberRead[],
  images: ImageSet,
): Promise<SourceRead[]> {
  const own = members.map(({ file: { source, path, content } }): SourceRead => ({
    ...source,
    ...(path !== undefined && { path }),
    ...(content.hashed && { hashed: content.hashed }),
  }));
  const seen = new Set<ByteSource>();
  const others: { source: ByteSource; hashed: 'parts' | 'name'; text: string }[] = [];
  const add = (source: ByteSource, hashed: 'parts' | 'name', ...above: readonly string[]): void => {
    if (seen.has(source)) return;
    seen.add(source);
    const text = [...above, baseName(source), source.byteLength].join('\n');
    others.push({ source, hashed, text });
  };
  for (const { file, companions } of members)
    for (const source of companions) add(source, 'parts', file.source.sha256);
  for (const { source } of images.files) add(source, 'name');
  const hashes = await sha256OfTexts(others.map(({ text }) => text));
  const named = others.map(({ source, hashed }, i): SourceRead => {
    const { name, path, byteLength: bytes } = source;
    return { name, bytes, sha256: hashes[i], ...(path !== undefined && { path }), hashed };
  });
  return [...own, ...named];
}
