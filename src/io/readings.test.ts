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
