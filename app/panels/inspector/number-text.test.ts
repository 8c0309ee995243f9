import { expect, it } from 'vitest';
import { distanceText, numberText } from './number-text.ts';

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

it.each([
  [0, '0.000'],
  [0.1874, '0.187'],
  [0.000341, '0.00034'],
  [-0.5, '-0.500'],
  [1273.4, '1,273'],
])('shows the distance %d as %s', (distance, text) => {
  expect(distanceText(distance)).toBe(text);
});
