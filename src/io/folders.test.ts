import { expect, test } from 'vitest';
import { namedFile, namedFiles } from './folders.ts';
import { fromBytes, type ByteSource } from './source.ts';

const at = (path: string): ByteSource => ({
  ...fromBytes(new Uint8Array(), path),
  ...(path.includes('/') && { path }),
});
const named = (by: string, name: string, ...paths: readonly string[]): string | null =>
  namedFile(at(by), name, paths.map(at))?.name ?? null;

test('a file in the same folder is meant, whatever lies elsewhere', () => {
  expect(named('a/index.json', 'x.bin', 'b/x.bin', 'a/x.bin', 'b/index.json')).toBe('a/x.bin');
  expect(named('index.json', 'x.bin', 'a/x.bin', 'x.bin')).toBe('x.bin');
});

test('a folder below will do, and the only file of that name', () => {
  expect(named('a/config.json', 'data/x.bin', 'a/data/x.bin', 'x.bin')).toBe('a/data/x.bin');
  expect(named('a/config.json', 'x.bin', 'b/x.bin')).toBe('b/x.bin');
  expect(named('config.json', 'x.bin', 'b/x.bin')).toBe('b/x.bin');
});

test('a part that is missing is not taken from another model', () => {
  expect(named('a/index.json', 'x.bin', 'b/x.bin', 'b/index.json')).toBeNull();
  expect(named('a/index.json', 'x.bin', 'a/b/x.bin', 'a/b/index.json')).toBeNull();
  expect(named('a/index.json', 'x.bin', 'a/b/x.bin', 'a/c/x.bin')).toBeNull();
});

test('many names are looked up in the same way', () => {
  const files = ['a/x.bin', 'b/x.bin', 'b/index.json', 'a/y.bin', 'a/z.bin'].map(at);
  const found = namedFiles(at('a/index.json'), ['y.bin', 'x.bin', 'y.bin', 'w.bin'], files);
  expect(found.map(({ name }) => name)).toEqual(['a/x.bin', 'a/y.bin']);
});

test('of several files with one name that is meant whose path the name ends in', () => {
  const files = ['p/a/x.bin', 'p/b/x.bin'];
  expect(named('p/config.json', 'a/x.bin', ...files)).toBe('p/a/x.bin');
  expect(named('p/config.json', './b/x.bin', ...files)).toBe('p/b/x.bin');
  expect(named('p/config.json', '../q/x.bin', ...files)).toBeNull();
  const found = namedFiles(at('p/config.json'), ['a/x.bin', 'b/x.bin'], files.map(at));
  expect(found.map(({ name }) => name)).toEqual(files);
});
