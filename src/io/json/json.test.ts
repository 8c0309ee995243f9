import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { textSource } from '../testing/sources.ts';

testFixtures('json');

test('a list whose items share no keys is refused before it takes the square of its length', async () => {
  const items = Array.from({ length: 10_000 }, (_, i) => `{"key ${i}":1}`);
  const { problems } = await openFiles([textSource('keys.json', `[${items.join(',')}]`)]);
  expect(problems).toMatchObject([
    { code: 'E_JSON', file: 'keys.json', place: 'item 104 (counting from 0), key "key 104"' },
  ]);
});

test('lists of different lengths beside the vectors are shown as text', async () => {
  const films = [
    { embedding: [1, 2, 3], genre_ids: [28, 12], title: 'a' },
    { embedding: [4, 5, 6], genre_ids: [16], title: 'b' },
    { embedding: [7, 8, 9], genre_ids: [], title: 'c' },
  ];
  const opened = await openFiles([textSource('films.json', JSON.stringify(films))]);
  expect(opened.problems).toEqual([]);
  expect(opened.spaces).toMatchObject([{ rows: 3, cols: 3 }]);
  expect(opened.dataset!.columns.map(({ name }) => name)).toContain('genre_ids');
  expect(opened.dataset!.notes).toContain(
    'films.json: column genre_ids holds lists or objects; shown as JSON text.',
  );
});

test('vectors of different lengths are refused all the same', async () => {
  const items = [
    { embedding: [1, 2, 3], rgb: [1, 2, 3] },
    { embedding: [4, 5], rgb: [4, 5, 6] },
  ];
  const { problems } = await openFiles([textSource('x.json', JSON.stringify(items))]);
  expect(problems).toMatchObject([{ code: 'E_RAGGED', place: 'item 1 (counting from 0)' }]);
});

test('what has no value for each id of an export is noted', async () => {
  const chroma = {
    ...{ ids: ['a', 'b', 'c'], documents: ['one', 'two'], uris: null },
    embeddings: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    included: ['documents', 'embeddings'],
  };
  const { dataset, problems } = await openFiles([textSource('x.json', JSON.stringify(chroma))]);
  expect(problems).toEqual([]);
  expect(dataset!.notes).toEqual(
    expect.arrayContaining(['x.json: documents was left out: 2 values for 3 ids.']),
  );
  expect(dataset!.notes.join()).not.toContain('included');
});
