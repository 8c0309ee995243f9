import { expect, test } from 'vitest';
import type { FileSurvey } from '../../src/io/survey-types.ts';
import { offerGroups, withMatrix } from './offer-lines.ts';

const offer = (name: string) => ({
  ...{ name, rows: 4, cols: 2, dtype: 'float32', bytes: 32 },
  proposed: true,
});
const file = (name: string, ...names: readonly string[]): FileSurvey => ({
  ...{ file: name, bytes: 100, format: 'a test', companions: [] },
  matrices: names.map(offer),
});

test('files with one matrix each share a table, under the names of the files', () => {
  const files = [file('0.npy', '0'), file('m.npz', 'a', 'b'), file('1.npy', '1')];
  const groups = offerGroups(files, { matrices: { '0.npy': ['0'], '1.npy': [] } });
  expect(groups.map(({ title, lines }) => [title, lines.map(({ label }) => label)])).toEqual([
    ['2 files', ['0.npy', '1.npy']],
    ['m.npz', ['a', 'b']],
  ]);
  expect(groups[0]!.about).toBe('each a test, 200 B together');
  expect(groups[0]!.lines.map(({ isTaken }) => isTaken)).toEqual([true, false]);
});

test('matrices stay in the order of the file', () => {
  const files = [file('m.npz', 'a', 'b', 'c')];
  const line = { file: 'm.npz', offer: offer('a') };
  const choice = withMatrix({ matrices: { 'm.npz': ['c'] } }, files, line, true);
  expect(choice.matrices).toEqual({ 'm.npz': ['a', 'c'] });
  expect(withMatrix(choice, files, line, false).matrices).toEqual({ 'm.npz': ['c'] });
});

test('a matrix of other rows takes the place of those that are taken', () => {
  const other = { ...offer('d'), rows: 9 };
  const files = [file('m.npz', 'a', 'b'), { ...file('n.npz'), matrices: [offer('c'), other] }];
  const before = { matrices: { 'm.npz': ['a', 'b'], 'n.npz': ['c'] } };
  const choice = withMatrix(before, files, { file: 'n.npz', offer: other }, true);
  expect(choice.matrices).toEqual({ 'm.npz': [], 'n.npz': ['d'] });
  const left = withMatrix(before, files, { file: 'm.npz', offer: offer('a') }, false);
  expect(left.matrices).toEqual({ 'm.npz': ['b'], 'n.npz': ['c'] });
});
