import type { ByteSource } from './source.ts';

/** What tells where a file of a drop lies. */
export type Placed = Pick<ByteSource, 'name' | 'path'>;

/** "model/layer_5" of "model/layer_5/cfg.json"; empty for single files. */
export const folderOf = ({ path = '' }: Placed): string =>
  path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** As it is told in messages. */
export const pathOf = ({ path, name }: Placed): string => path ?? name;

/** "cfg.json" of "model/layer_5/cfg.json". */
export const lastPart = (path: string): string => path.split(/[\\/]/).at(-1)!;

/** The name of a source may hold its path where several files of the drop have one name: this is the name alone. */
export const baseName = (file: Placed): string => lastPart(pathOf(file));

/** Whether one folder lies in another. */
export const isBelow = (folder: string, above: string): boolean =>
  above !== '' && folder.startsWith(`${above}/`);

/**
 * The file of a drop that `by` names: of several with that name those whose paths end as it says; of them the one in its own folder, else the only one in the folders below, else the only one of that name.
 * The last two are not taken where another file called as `by`, such as the index of a second model, may mean them.
 * @param name with or without folders
 * @param rivals all files that may be called as `by`
 */
export function namedFile<F extends Placed>(
  by: Placed,
  name: string,
  files: readonly F[],
  rivals: readonly Placed[] = files,
): F | null {
  const wanted = lastPart(name);
  const own = folderOf(by);
  const all = files.filter((file) => baseName(file) === wanted);
  const ending = `/${name.replaceAll('\\', '/').replace(/^[./]+/, '')}`;
  const precise = all.filter((file) => `/${pathOf(file)}`.endsWith(ending));
  const called = precise.length > 0 ? precise : all;
  const beside = called.find((file) => folderOf(file) === own);
  if (beside) return beside;
  const others = rivals
    .filter((file) => baseName(file) === baseName(by))
    .map(folderOf)
    .filter((folder) => folder !== own);
  const below = called.filter((file) => isBelow(folderOf(file), own));
  const candidates = below.length > 0 ? below : called;
  if (candidates.length !== 1) return null;
  const [file] = candidates;
  const folder = folderOf(file);
  const isNearer = (other: string): boolean =>
    isBelow(other, own) && (folder === other || isBelow(folder, other));
  return others.some(below.length > 0 ? isNearer : () => true) ? null : file;
}

/** Those files that `by` names, each once. */
export function namedFiles(
  by: Placed,
  names: Iterable<string>,
  files: readonly ByteSource[],
): ByteSource[] {
  const called = new Map<string, ByteSource[]>();
  for (const file of files) {
    const same = called.get(baseName(file));
    if (same) same.push(file);
    else called.set(baseName(file), [file]);
  }
  const rivals = called.get(baseName(by)) ?? [];
  const found = new Set(
    [...new Set(names)].map((name) =>
      namedFile(by, name, called.get(lastPart(name)) ?? [], rivals),
    ),
  );
  return files.filter((file) => found.has(file));
}
