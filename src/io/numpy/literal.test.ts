import { expect, test } from 'vitest';
import { LiteralError, parseLiteral } from './literal.ts';

test('reads the header that numpy writes', () => {
  const value = parseLiteral("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n");
  expect(value).toEqual({
    dict: new Map<string, unknown>([
      ['descr', '<f4'],
      ['fortran_order', false],
      ['shape', [3, 4]],
    ]),
  });
});

test('reads nested descriptions, empty and one-item tuples, escapes and double quotes', () => {
  expect(parseLiteral(`[('a', '<f4', (2,)), ("b\\'c", None)]`)).toEqual([
    ['a', '<f4', [2]],
    ["b'c", null],
  ]);
  expect(parseLiteral('()')).toEqual([]);
  expect(parseLiteral('-12L')).toBe(-12);
});

test.each([
  ['', 0],
  ['{', 1],
  ["{'a' 1}", 5],
  ["{'a': 1", 7],
  ["'open", 5],
  ['(1, 2) x', 7],
  ['__import__("os")', 0],
  ['{1: 2}', 2],
])('refuses %j at %i', (text, at) => {
  expect(() => parseLiteral(text)).toThrow(LiteralError);
  try {
    parseLiteral(text);
  } catch (error) {
    expect((error as LiteralError).at).toBe(at);
  }
});
