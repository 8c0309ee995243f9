import { expect, it } from 'vitest';
import { typeName } from './type-name.ts';

it('says that the numbers are text, not the columns', () => {
  expect(['text', 'float32', 'Q8_0'].map(typeName)).toEqual(['numbers as text', 'float32', 'Q8_0']);
});
