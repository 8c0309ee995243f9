import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import type { ByteSource } from '../source.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { textSource } from '../testing/sources.ts';

testFixtures('word-vectors');

test('of a large file the first words are read and no more', async () => {
  const line = (i: number): string =>
    `w${i} ${Array.from({ length: 10 }, (_, c) => i + c).join(' ')}\n`;
  const file = textSource('large.txt', Array.from({ length: 200_000 }, (_, i) => line(i)).join(''));
  let read = 0;
  const counting: ByteSource = {
    ...file,
    slice: (start, end) => {
      read += end - start;
      return file.slice(start, end);
    },
  };
  const opened = await openFiles([counting], { rows: { kind: 'first', count: 1000 } });
  expect(opened.spaces[0]).toMatchObject({ rows: 1000, cols: 10 });
  expect(opened.dataset!.ids.at(-1)).toBe('w999');
  expect(read).toBeLessThan(2 << 20);
});
