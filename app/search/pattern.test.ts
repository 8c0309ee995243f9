import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPattern, writePattern } from './pattern.ts';

it('reads text between slashes as a regular expression', () => {
  expect(readPattern('/^wa.er$/')).toEqual({ text: '^wa.er$', regex: true });
});

it.each(['water', '/wa', 'and/or', '/', '//'])('reads %j as it stands', (typed) => {
  expect(readPattern(typed)).toEqual({ text: typed, regex: false });
});

it('shows what was typed', () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      expect(writePattern(readPattern(typed))).toBe(typed);
    }),
  );
});
