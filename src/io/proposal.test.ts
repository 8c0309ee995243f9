import { expect, test } from 'vitest';
import { proposedChoice, questionsOf, takenBy } from './proposal.ts';
import type { FileSurvey, Survey } from './survey.ts';
import type { MatrixOffer } from './types.ts';

const offer = (name: string, rows: number, cols: number, proposed = true): MatrixOffer => ({
  ...{ name, rows, cols, proposed },
  dtype: 'float16',
  bytes: 2 * rows * cols,
});
const file = (name: string, ...matrices: readonly MatrixOffer[]): FileSurvey => ({
  ...{ file: name, bytes: 1, format: 'a test', companions: [] },
  matrices: matrices.length > 0 ? matrices : null,
});
const survey = (...files: readonly FileSurvey[]): Survey => ({ files, images: 0, problems: [] });

test('one matrix, with or without a table, is opened without a question', () => {
  expect(questionsOf(survey(file('x.npy', offer('x', 10, 4)), file('m.csv')))).toEqual([]);
  expect(questionsOf(survey(file('m.csv')))).toEqual([]);
});

test('a model asks which of its matrices', () => {
  const model = survey(file('m.gguf', offer('embed', 10, 4), offer('q', 4, 4, false)));
  expect(questionsOf(model)).toEqual(['choice']);
  expect(proposedChoice(model)).toEqual({ matrices: { 'm.gguf': ['embed'] } });
});

test('what cannot be taken is no choice', () => {
  const refused = { ...offer('bias', 1, 4, false), refused: 'one axis only' };
  expect(questionsOf(survey(file('m.npz', offer('x', 10, 4), refused)))).toEqual([]);
});

test('several files ask whether their rows are the same items', () => {
  const layers = survey(file('0.npy', offer('0', 10, 4)), file('1.npy', offer('1', 10, 4)));
  expect(questionsOf(layers)).toEqual(['rows']);
});

test('beyond the budget a sample is proposed that fits', () => {
  const large = survey(file('x.npy', offer('x', 1_000_000, 100)));
  expect(questionsOf(large, 1e8)).toEqual(['memory']);
  const choice = proposedChoice(large, 1e8);
  expect(choice.rows).toEqual({ kind: 'sample', count: 250_000, seed: 0 });
  const [taken] = takenBy(large.files, choice);
  expect(taken).toMatchObject({ rows: 250_000, bytes: 1e8 });
});

test('names of files are data', () => {
  const odd = survey(file('__proto__', offer('x', 10, 4)));
  expect(takenBy(odd.files, proposedChoice(odd))).toHaveLength(1);
});
