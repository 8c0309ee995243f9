import { expect, it } from 'vitest';
import type { CategoryColumn, NumberColumn, TextColumn } from '../../src/data/dataset.ts';
import { colourColumn } from './colour-column.ts';

const category = (name: string, levels: number): CategoryColumn => ({
  kind: 'category',
  name,
  levels: Array.from({ length: levels }, (_, i) => `level ${i}`),
  codes: new Int32Array(0),
});
const year: NumberColumn = { kind: 'number', name: 'year', values: new Float64Array(0) };
const note: TextColumn = { kind: 'text', name: 'note', values: [] };
const author = category('author', 61);
const same = category('same', 1);
const genre = category('genre', 60);

it('takes the chosen column, whatever its number of levels', () => {
  expect(colourColumn([genre, author, year], 'author')).toBe(author);
  expect(colourColumn([genre, author, year], 'year')).toBe(year);
});

it('else picks the first category column that can be read as colours', () => {
  expect(colourColumn([note, year, author, same, genre], undefined)).toBe(genre);
});

it('does the same when the chosen column is gone or cannot be a colour', () => {
  expect(colourColumn([note, genre], 'note')).toBe(genre);
  expect(colourColumn([note], 'gone')).toBeNull();
});
