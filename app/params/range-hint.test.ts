import { expect, it } from 'vitest';
import { rangeHint } from './range-hint.ts';

it.each([
  ['1', { min: 2, max: 200 }, { taken: 2, text: '2 to 200; set to 2' }],
  ['1e9', { min: 2, max: 200 }, { taken: 200, text: '2 to 200; set to 200' }],
  ['-3', { min: 0 }, { taken: 0, text: 'At least 0; set to 0' }],
  ['1,5', { max: 1 }, { taken: 1, text: 'At most 1; set to 1' }],
])('says of %s with the range %o what is allowed and what is taken', (typed, range, hint) => {
  expect(rangeHint(typed, range)).toEqual(hint);
});

it.each(['2', ' 200 ', '0,5e1', '', 'x', '-'])('says nothing of "%s"', (typed) => {
  expect(rangeHint(typed, { min: 2, max: 200 })).toBeNull();
});
