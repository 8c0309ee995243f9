import { expect, test } from 'vitest';
import type { Dataset } from '../data/dataset.ts';
import { openFiles, readFiles } from './open.ts';
import { Readings } from './readings.ts';
import { npySource, textSource } from './testing/sources.ts';
import type { Table } from './types.ts';

const THREE = npySource('three.npy', [[1], [2], [3]]);
const OTHER = npySource('other.npy', [[4], [5], [6]]);
const POS = 'word,pos\na,n\nb,n\nc,v\n';

async function open(readings: Readings, ...sources: Parameters<typeof openFiles>[0]) {
  const { dataset, parsed, problems } = await openFiles(sources);
  readings.remember(dataset!, parsed!, problems);
  return dataset!;
}

async function table(name: string, text: string): Promise<Table> {
  const { files } = await readFiles([textSource(name, text)], {}, { tablesAsVectors: false });
  return files[0].content.table!;
}

const names = (dataset: Dataset | null): string[] => dataset!.columns.map(({ name }) => name);

test('a reading whose result was not taken over does not answer for the data shown', async () => {
  const readings = new Readings();
  const shown = await open(readings, THREE, textSource('m.csv', POS));
  await open(readings, OTHER, textSource('o.csv', 'id,x\n0,7\n1,8\n2,9\n'));
  // The same vectors with other metadata.
  await open(readings, THREE, textSource('n.csv', 'name\na\nb\nc\n'));
  const { dataset, problems } = readings.rejoin(shown, { join: { by: 'row' } });
  expect(problems).toEqual([]);
  expect(dataset!.spaces).toEqual(shown.spaces);
  expect(names(dataset)).toEqual(['word', 'pos']);
});

test('metadata that was read, but not taken over, is not joined later', async () => {
  const readings = new Readings();
  const shown = await open(readings, THREE, textSource('m.csv', POS));
  const more = await table('more.csv', 'word,size\na,1\nb,2\nc,3\n');
  expect(names(readings.attach(shown, [more], {}).dataset)).toContain('size');
  expect(names(readings.rejoin(shown, {}).dataset)).toEqual(['word', 'pos']);
});

test('metadata that does not fit is not kept, and the same file is joined once', async () => {
  const readings = new Readings();
  const shown = await open(readings, THREE);
  const short = await table('short.csv', 'word,pos\nx,n\ny,v\n');
  const fits = await table('m.csv', POS);
  const first = readings.attach(shown, [short, fits], {});
  expect(first.problems).toMatchObject([{ code: 'E_ROWS', file: 'short.csv' }]);
  expect(names(first.dataset)).toEqual(['word', 'pos']);

  const again = readings.attach(first.dataset!, [await table('m.csv', POS)], {});
  expect(again.dataset).toBeNull();
  expect(again.problems).toMatchObject([{ code: 'E_JOIN', file: 'm.csv' }]);

  const rejoined = readings.rejoin(first.dataset!, { join: { by: 'row' } });
  expect(rejoined.problems).toEqual([]);
  expect(names(rejoined.dataset)).toEqual(['word', 'pos']);
});

test('metadata that did not fit when it was opened can be joined by another choice, once', async () => {
  const readings = new Readings();
  const vectors = textSource('v.csv', 'word,d0,d1\na,1,2\nb,3,4\nc,5,6\n');
  const few = 'term,size\nzz,1\nc,2\nyy,3\nxx,4\n';
  const shown = await open(readings, vectors, textSource('few.csv', few));
  expect(names(shown)).toEqual(['word']);
  const join = { by: 'id', column: 'term' } as const;
  const { dataset, problems } = readings.attach(shown, [await table('few.csv', few)], { join });
  expect(problems).toEqual([]);
  expect(names(dataset)).toEqual(['word', 'term', 'size']);
  expect(names(readings.rejoin(dataset!, { join }).dataset)).toEqual(['word', 'term', 'size']);
});

test('a sample, which has a name and pictures of its own, is found again', async () => {
  const readings = new Readings();
  const read = await open(readings, THREE, textSource('m.csv', POS));
  const picture = { kind: 'image', name: 'p', url: '', tile: 1, perRow: 1 } as const;
  const sample: Dataset = {
    ...read,
    id: 'sample',
    columns: [...read.columns, { ...picture, tiles: Int32Array.of(0, 1, 2) }],
    spaces: read.spaces.map((space) => ({ ...space, name: 'sample' })),
  };
  expect(readings.rejoin(sample, { join: { by: 'row' } }).problems).toEqual([]);
});

test('data read too long ago are said to be no longer at hand', async () => {
  const readings = new Readings();
  const shown = await open(readings, THREE);
  for (const value of [1, 2, 3]) await open(readings, npySource(`${value}.npy`, [[value], [0]]));
  const { dataset, problems } = readings.rejoin(shown, {});
  expect(dataset).toBeNull();
  expect(problems[0]).toMatchObject({ code: 'E_JOIN', file: 'three' });
});

const EIGHT = npySource(
  'eight.npy',
  [1, 2, 3, 4, 5, 6, 7, 8].map((v) => [v]),
);
/** `rank` has a value of its own for every row, and names none. */
const ALL = textSource(
  'all.csv',
  `rank,word\n${[...'abcdefgh'].map((word, i) => `${i + 1},${word}`).join('\n')}\n`,
);
const SOME = { rows: { kind: 'every', step: 3 } } as const;

test.each([
  ['rows in the order of the file', ALL],
  ['numbers of rows', textSource('ids.csv', 'id,word\n3,d\n0,a\n6,g\n')],
])('metadata joined to a choice of rows is joined as if dropped along: %s', async (_, metadata) => {
  const together = await openFiles([EIGHT, metadata], SOME);
  const { dataset: alone, parsed, problems } = await openFiles([EIGHT], SOME);
  const readings = new Readings();
  readings.remember(alone!, parsed!, problems);
  const { files } = await readFiles([metadata], {}, { tablesAsVectors: false });
  const later = readings.attach(alone!, [files[0].content.table!], {});
  expect(later.problems).toEqual([]);
  expect(later.dataset!.join).toEqual(together.dataset!.join);
  expect(later.dataset!.columns).toEqual(together.dataset!.columns);
  const word = later.dataset!.columns.find(({ name }) => name === 'word');
  expect(word).toMatchObject({ values: ['a', 'd', 'g'] });

  const forgotten = new Readings().attach(alone!, [files[0].content.table!], {});
  expect(forgotten.dataset!.columns).toEqual(together.dataset!.columns);
});

test('the same where rows that are not finite were left out', async () => {
  const holes = npySource('holes.npy', [[1], [NaN], [3]]);
  const metadata = textSource('m.csv', 'rank,word\n1,a\n2,b\n3,c\n');
  const { dataset, parsed, problems } = await openFiles([holes], { nonFinite: 'drop-rows' });
  const readings = new Readings();
  readings.remember(dataset!, parsed!, problems);
  const { files } = await readFiles([metadata], {}, { tablesAsVectors: false });
  const later = readings.attach(dataset!, [files[0].content.table!], {});
  expect(later.problems).toEqual([]);
  expect(later.dataset!.columns[1]).toMatchObject({ values: ['a', 'c'] });
});

test('ids of a choice of rows that are nothing but their numbers are weak', async () => {
  const rows = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `${i},${i / 2},1`).join('\n');
  const vectors = textSource('v.csv', `id,dim_0,dim_1\n${rows}\n`);
  const { parsed } = await openFiles([vectors], SOME);
  expect(parsed!.ids).toEqual(['0', '3', '6']);
  expect(parsed!.hasOwnIds).toBe(false);
});
