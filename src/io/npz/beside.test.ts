import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes } from '../source.ts';

const open = async (file: string, name: string) => {
  const bytes = readFileSync(new URL(`testdata/${file}`, import.meta.url));
  return (await openFiles([fromBytes(new Uint8Array(bytes), name)])).dataset!;
};

test('what else is inside is told', async () => {
  const { notes } = await open('beside-other-files.npz', 'bundle.npz');
  expect(notes.join()).toContain('bundle.npz: readme.txt inside was not read.');
});

test('the array of a zip is called as it is there, the one of an npz after the file', async () => {
  expect((await open('named-wrongly.zip', 'bundle.zip')).spaces[0].name).toBe('x');
  expect((await open('one.npz', 'bundle.npz')).spaces[0].name).toBe('bundle');
});
