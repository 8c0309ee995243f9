import { expect, it } from 'vitest';
import { aboutText, remainingText } from './duration.ts';

it('says estimated times in the unit that a person would take', () => {
  expect([0.2, 42.4, 89, 90, 600, 5399, 5400, 40000].map(aboutText)).toEqual([
    'about 1 s',
    'about 42 s',
    'about 89 s',
    'about 2 min',
    'about 10 min',
    'about 90 min',
    'about 2 h',
    'about 11 h',
  ]);
});

it('says what is left of a run', () => {
  expect([0.4, 12].map(remainingText)).toEqual(['almost done', 'about 12 s left']);
});
