import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonErrorAt } from './locate.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('agrees with JSON.parse on what is JSON, for JSON with one character changed', () => {
  let broken = 0;
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom(...'{}[],:"\\0e-. tx\n'), (text, at, char) => {
      expect(jsonErrorAt(text)).toBe(-1);
      const i = at % text.length;
      const changed = text.slice(0, i) + char + text.slice(i + 1);
      expect(jsonErrorAt(changed) === -1).toBe(isJson(changed));
      if (!isJson(changed)) broken++;
    }),
    { numRuns: 2000, seed: 2 },
  );
  expect(broken).toBeGreaterThan(500);
});

test.each([
  ['{"a": 1,}', 8],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['{"a": tru}', 6],
  ['[1', 2],
  ['', 0],
])('%j goes wrong at %i', (text, at) => expect(jsonErrorAt(text)).toBe(at));

test('neither deep nesting nor a long string exhausts the stack', () => {
  expect(jsonErrorAt(`["${'\\n'.repeat(5e6)}\n"]`)).toBe(2 + 1e7);
  expect(jsonErrorAt('['.repeat(1e6))).toBe(1e6);
});
