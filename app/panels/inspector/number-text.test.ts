import { expect, it } from 'vitest';
import { numberText } from './number-text.ts';

it.each([
  [10000, '10,000'],
  [0, '0'],
  [0.123456, '0.1235'],
  [1234.5678, '1,235'],
  [0.00001234, '1.23e-5'],
  [-2.5e12, '-2.50e+12'],
  [NaN, 'NaN'],
  ['none', 'none'],
])('shows %s as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});
