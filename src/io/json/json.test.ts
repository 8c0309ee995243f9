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
