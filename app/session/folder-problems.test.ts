import { expect, test } from 'vitest';
import { withFolderTogether } from './folder-problems.ts';
import { rememberPath } from './local-files.ts';

const problem = (code: string, file: string) => ({ code, message: '', file, place: '', hint: '' });
const inFolder = (name: string) => rememberPath(new File([], name), `m/${name}`);

test('what is no data in a folder is told in one card, what is wrong with data in its own', () => {
  const files = ['README.md', 'merges.txt', 'x.npy', 'labels.csv'].map(inFolder);
  const told = withFolderTogether(
    [
      problem('E_RAGGED', 'README.md'),
      problem('E_TRUNCATED', 'x.npy'),
      problem('E_ROWS', 'merges.txt'),
      problem('E_ROWS', 'labels.csv'),
    ],
    files,
  );
  expect(told.map(({ code, file }) => [code, file])).toEqual([
    ['E_TRUNCATED', 'x.npy'],
    ['E_ROWS', 'labels.csv'],
    ['E_FOLDER', undefined],
  ]);
  expect(told[2]!.message).toContain('2 files of the folder');
  expect(told[2]!.message).toContain('README.md, merges.txt');
});

test('files that were chosen one by one have a card each', () => {
  const problems = [problem('E_FORMAT', 'a'), problem('E_FORMAT', 'b')];
  expect(withFolderTogether(problems, [new File([], 'a'), new File([], 'b')])).toBe(problems);
});
