import { pathOfAddress } from '../../src/io/address.ts';
import { fileNames, inNaturalOrder } from '../../src/io/names.ts';
import { isRemote, type Given, type Sent } from '../../src/workers/given.ts';

/** A file in a dropped folder does not know its path, and cannot be told. */
const paths = new WeakMap<File, string>();

/** Says where in a dropped folder a file lies: "model/cfg.json". */
export function rememberPath(file: File, path: string): File {
  paths.set(file, path);
  return file;
}

/** Path in the folder that was dropped or chosen, or of an address; undefined for single files. */
export const pathOf = (given: Given): string | undefined =>
  isRemote(given)
    ? pathOfAddress(given.url)
    : (paths.get(given) ?? (given.webkitRelativePath || undefined));

/** Files as the io worker gets them: with their paths, which they do not carry themselves. */
export const toSent = (files: readonly Given[]): Sent[] =>
  files.map((file) => {
    if (isRemote(file)) return file;
    const path = pathOf(file);
    return { kind: 'local', file, ...(path !== undefined && { path }) };
  });

/** The names under which the files of one opening are known, all different. */
export const localNames = (files: readonly Given[]): string[] =>
  fileNames(files.map((file) => ({ name: file.name, path: pathOf(file) })));

/** "layer_2.npy" before "layer_10.npy": the order in which a browser hands files over says nothing. */
export const ordered = (files: readonly Given[]): Given[] =>
  files.toSorted((a, b) => inNaturalOrder(pathOf(a) ?? a.name, pathOf(b) ?? b.name));

/** Files that a file system keeps for itself: .DS_Store, ._x.npy, .git, Thumbs.db. */
export const isHidden = (name: string): boolean =>
  name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini' || name === '__MACOSX';
