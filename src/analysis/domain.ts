import type { z } from 'zod';

/** What a parameter must be, in words, from the check it failed: "must be at least 1" (METHODS E_RANGE). */
export function domainWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return `must be ${oneOf(issue.errors.flat().flatMap(allowedValues))}`;
    default:
      return `is not allowed: ${issue.message}`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
};

const allowedValues = (issue: z.core.$ZodIssue): readonly unknown[] =>
  issue.code === 'invalid_value' ? issue.values : [];

/** "2 or 3"; "cosine, euclidean or dot". */
function oneOf(values: readonly unknown[]): string {
  const names = values.map(String);
  const last = names.pop() ?? 'another value';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}
