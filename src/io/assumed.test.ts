import { expect, test } from 'vitest';
import type { Dataset } from '../data/dataset.ts';
import { assemble } from './assemble.ts';
import { openFiles, readFiles } from './open.ts';
import { Readings } from './readings.ts';
import { npySource, textSource } from './testing/sources.ts';
import type { Table } from './types.ts';

/** Metadata joined by row order, which nothing in the files confirms. */

const VECTORS = npySource('v.npy', [[1], [2], [3], [4]]);
/** In another order than the vectors; the names are theirs. */
const LABELS = textSource('labels.csv', 'id,cls\nt3,x\nt0,y\nt2,x\nt1,y\n');
const NAMES = textSource('names.txt', 't0\nt1\nt2\nt3\n');
const ASSUMED = 'Assumed: row i of labels.csv is row i of v.npy; nothing in the files confirms it.';

async function table(source: typeof LABELS): Promise<Table> {
  const { files } = await readFiles([source], {}, { tablesAsVectors: false });
  return files[0].content.table!;
}

const classes = (dataset: Dataset): unknown => {
  const column = dataset.columns.find(({ name }) => name === 'cls');
  return column?.kind === 'category' && Array.from(column.codes, (code) => column.levels[code]);
};

test('that rows match by their order is said to be assumed', async () => {
  const { dataset, parsed } = await openFiles([VECTORS, LABELS]);
  expect(dataset!.join).toMatchObject({ by: 'row', caution: ASSUMED });
  expect(dataset!.notes).toContain(ASSUMED);
  const chosen = assemble(parsed!, { join: { by: 'row' } }).dataset;
  expect(chosen.join).not.toHaveProperty('caution');
});

test.each([
  ['numbered from 1', 'index,cls\n1,x\n2,y\n3,x\n4,y\n', 'row'],
  ['numbered from 0', 'id,cls\n0,x\n1,y\n2,x\n3,y\n', 'id'],
])('rows that the metadata numbers in order are not assumed: %s', async (_, text, by) => {
  const { dataset } = await openFiles([VECTORS, textSource('m.csv', text)]);
  expect(dataset!.join).toMatchObject({ by });
  expect(dataset!.join).not.toHaveProperty('caution');
});

test('a list of names is joined before metadata that holds them in another order', async () => {
  const { dataset } = await openFiles([VECTORS, LABELS, NAMES]);
  expect(dataset!.ids).toEqual(['t0', 't1', 't2', 't3']);
  expect(classes(dataset!)).toEqual(['y', 'y', 'x', 'x']);
  expect(dataset!.joins).toMatchObject([
    { file: 'names.txt', by: 'row', ids: 'names' },
    { file: 'labels.csv', by: 'id', column: 'id', matched: 4 },
  ]);
  expect(dataset!.join!.caution).toContain('the ids of names.txt');
});

test('a list of names that comes later corrects the order that was assumed', async () => {
  const readings = new Readings();
  const { dataset, parsed, problems } = await openFiles([VECTORS, LABELS]);
  readings.remember(dataset!, parsed!, problems);
  expect(classes(dataset!)).toEqual(['x', 'y', 'x', 'y']);
  const later = readings.attach(dataset!, [await table(NAMES)], {});
  expect(later.problems).toEqual([]);
  expect(later.dataset!.ids).toEqual(['t0', 't1', 't2', 't3']);
  expect(classes(later.dataset!)).toEqual(['y', 'y', 'x', 'x']);
  expect(readings.rejoin(later.dataset!, { join: { by: 'row' } }).problems).toEqual([]);
});

test('metadata joined by ids that were assumed says so', async () => {
  const more = textSource('more.csv', 'id,size\nt1,1\nt2,2\nt3,3\nt0,0\n');
  const { dataset } = await openFiles([VECTORS, LABELS, more]);
  expect(dataset!.join).toMatchObject({
    by: 'id',
    caution:
      'more.csv is matched by the ids of labels.csv, whose rows are assumed to be those of v.npy.',
  });
  expect(dataset!.notes).toContain(dataset!.join!.caution);
});

test('every way to join stays open, and a column is chosen for the files that have it', async () => {
  const numbers = textSource('n.csv', 'id,name,size\n3,c,0.5\n0,a,1.5\n2,b,2.5\n1,d,0.25\n');
  const readings = new Readings();
  const { dataset, parsed, problems } = await openFiles([VECTORS, numbers]);
  readings.remember(dataset!, parsed!, problems);
  expect(dataset!.join).toMatchObject({ by: 'id', candidates: ['id', 'name'] });
  const byRow = readings.rejoin(dataset!, { join: { by: 'row' } }).dataset!;
  expect(byRow.join).toMatchObject({ by: 'row', candidates: ['id', 'name'] });
  const back = readings.rejoin(byRow, { join: { by: 'id', column: 'id' } });
  expect(back.dataset!.join).toMatchObject({ by: 'id', column: 'id', matched: 4 });
  const wrong = readings.rejoin(byRow, { join: { by: 'id', column: 'name' } });
  expect(wrong.problems).toMatchObject([
    { message: 'No value in column name of n.csv, such as "c", is a row number of v.npy.' },
  ]);

  const two = await openFiles([VECTORS, numbers, textSource('k.csv', 'kind\np\nq\np\nq\n')]);
  const chosen = assemble(two.parsed!, { join: { by: 'id', column: 'id' } });
  expect(chosen.problems).toEqual([]);
  expect(chosen.dataset.joins).toMatchObject([{ by: 'id' }, { by: 'row', file: 'k.csv' }]);
});
