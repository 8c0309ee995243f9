import { expect, test } from 'vitest';
import { z } from 'zod';
import { domainWords } from './domain.ts';

test.each([
  [z.int().min(1), 0, 'must be at least 1'],
  [z.int().max(9), 10, 'must be at most 9'],
  [z.number().gt(0), 0, 'must be more than 0'],
  [z.number().lt(1), 1, 'must be less than 1'],
  [z.number().multipleOf(2), 3, 'must be a multiple of 2'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.int(), 'many', 'must be a number'],
  [z.enum(['cosine', 'euclidean', 'dot']), 'l1', 'must be cosine, euclidean or dot'],
  [z.union([z.literal(2), z.literal(3)]), 4, 'must be 2 or 3'],
])('%#: a value outside it', (schema, value, words) => {
  const [issue] = schema.safeParse(value).error!.issues;
  expect(domainWords(issue!)).toBe(words);
});
