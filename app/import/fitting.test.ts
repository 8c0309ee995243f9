import { expect, test } from 'vitest';
import { proposedChoice } from '../../src/io/proposal.ts';
import type { FileSurvey, Survey } from '../../src/io/survey-types.ts';
import { fittingProposal, fitsInto, misfits } from './fitting.ts';

const offer = (name: string, rows: number, proposed = true) => ({
  ...{ name, rows, cols: 2, dtype: 'float32', bytes: 8 * rows, proposed },
});
const file = (name: string, ...matrices: FileSurvey['matrices'] & object): FileSurvey => ({
  ...{ file: name, bytes: 100, format: 'a test', companions: [], matrices },
});
const survey = (...files: readonly FileSurvey[]): Survey => ({ files, images: 0, problems: [] });
const open = (rowsOf: number) => ({ name: 'open', rows: 3, rowsOf });

const layer = file('layer.npy', offer('layer', 600));
const model = file('model.safetensors', offer('embed', 3000), offer('bias', 600, false));

test('what has other rows than the first is not proposed, and named as left out', () => {
  const files = [layer, model];
  const choice = proposedChoice(fittingProposal(survey(...files), null));
  expect(choice).toEqual({ matrices: { 'layer.npy': ['layer'], 'model.safetensors': [] } });
  const taken = { file: 'layer.npy', offer: layer.matrices![0]!, rows: 600, cols: 2, bytes: 1 };
  expect(misfits(files, choice, taken)).toEqual(['embed']);
});

test('beside open data those are proposed that can become spaces of it', () => {
  const all = survey(layer, model);
  const choice = proposedChoice(fittingProposal(all, open(3000)));
  expect(choice.matrices).toEqual({ 'layer.npy': [], 'model.safetensors': ['embed'] });
  expect(fitsInto(open(3000), all.files, choice)).toBe(true);
  expect(fitsInto(open(599), all.files, choice)).toBe(false);
  expect(fitsInto(null, all.files, choice)).toBe(false);
});

test('a table that is always taken says how many rows all need', () => {
  const table: FileSurvey = {
    ...file('t.csv'),
    matrices: null,
    inside: { vectors: [offer('t', 3000)], table: null },
  };
  const { files } = fittingProposal(survey(layer, table), open(600));
  expect(files[0]!.matrices![0]!.proposed).toBe(false);
});
