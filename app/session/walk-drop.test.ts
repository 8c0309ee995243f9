import { expect, test } from 'vitest';
import { pathOf } from './local-files.ts';
import { droppedFiles, MOST_FILES } from './walk-drop.ts';

type Tree = { readonly [name: string]: Tree | null };

/** A dropped thing as a browser shows it, folders listed a hundred at a time. */
function entry(name: string, tree: Tree | null, parent = ''): FileSystemEntry {
  const fullPath = `${parent}/${name}`;
  if (tree === null) {
    const file = (done: (file: File) => void): void => done(new File([name], name));
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = Object.entries(tree).map(([child, below]) => entry(child, below, fullPath));
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 100)) };
  };
  return {
    ...{ name, fullPath, isFile: false, isDirectory: true, createReader },
  } as unknown as FileSystemEntry;
}

function drop(tree: Tree): DataTransfer {
  const entries = Object.entries(tree).map(([name, below]) => entry(name, below));
  const items = entries.map((one) => ({ webkitGetAsEntry: () => one }));
  return { items, files: [new File([], 'as the browser lists it')] } as unknown as DataTransfer;
}

const many = (count: number): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.npy`, null]));

test('a folder gives its files with their paths, none that are hidden', async () => {
  const files = await droppedFiles(
    drop({
      model: {
        'cfg.json': null,
        '.DS_Store': null,
        '.git': { config: null },
        sub: { 'x.npy': null },
      },
      'y.npy': null,
    }),
  );
  expect(files.map((file) => [file.name, pathOf(file)])).toEqual([
    ['cfg.json', 'model/cfg.json'],
    ['x.npy', 'model/sub/x.npy'],
    ['y.npy', undefined],
  ]);
});

test('files alone are taken as the browser lists them', async () => {
  const [file] = await droppedFiles(drop({ 'x.npy': null }));
  expect(file!.name).toBe('as the browser lists it');
});

test('folders are listed to the end, and up to a bound', async () => {
  expect(await droppedFiles(drop({ a: many(250) }))).toHaveLength(250);
  await expect(droppedFiles(drop({ a: many(MOST_FILES) }))).rejects.toMatchObject({
    code: 'E_LIMIT',
    file: 'a',
  });
});
