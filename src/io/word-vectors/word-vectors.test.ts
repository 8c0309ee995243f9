import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import type { ByteSource } from '../source.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { textSource } from '../testing/sources.ts';

testFixtures('word-vectors');

const line = (i: number): string =>
  `w${i} ${Array.from({ length: 10 }, (_, c) => i + c).join(' ')}\n`;
const first = { rows: { kind: 'first', count: 1000 } } as const;

/** A file, and how many bytes of it were asked for. */
function counting(text: string, byteLength?: number): { file: ByteSource; read: () => number } {
  const whole = textSource('large.txt', text);
  let read = 0;
  const slice: ByteSource['slice'] = async (start, end) => {
    read += end - start;
    const part = new Uint8Array(end - start).fill(10);
    if (start < whole.byteLength)
      part.set(await whole.slice(start, Math.min(end, whole.byteLength)));
    return part;
  };
  return {
    file: { ...whole, byteLength: byteLength ?? whole.byteLength, slice },
    read: () => read,
  };
}

test('of a large file with a first line the first words are read and no more', async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => line(i)).join('');
  const { file, read } = counting(`200000 10\n${lines}`);
  const opened = await openFiles([file], first);
  expect(opened.spaces[0]).toMatchObject({ rows: 1000, cols: 10 });
  expect(opened.dataset!.ids.at(-1)).toBe('w999');
  expect(read()).toBeLessThan(2 << 20);
});

test('lines of GloVe are counted, so that a table of all words joins the first of them by row', async () => {
  const { file } = counting(Array.from({ length: 2000 }, (_, i) => line(i)).join('') + '\n');
  const table = textSource(
    'labels.csv',
    `label,n\n${Array.from({ length: 2000 }, (_, i) => `label ${i},${i % 7}\n`).join('')}`,
  );
  const { dataset, problems } = await openFiles([file, table], first);
  expect(problems).toEqual([]);
  expect(dataset!.notes.join()).toContain('1,000 of 2,000 rows');
  const label = dataset!.columns.find(({ name }) => name === 'label');
  expect(label).toBeDefined();
});

test('of GloVe beyond 1 GiB the lines are not counted, and a note says so', async () => {
  const text = Array.from({ length: 100_000 }, (_, i) => line(i)).join('');
  const { file, read } = counting(text, 2 ** 31);
  const { spaces, dataset } = await openFiles([file], first);
  expect(spaces[0]).toMatchObject({ rows: 1000 });
  expect(dataset!.notes.join()).toContain('how many follow was not counted');
  expect(read()).toBeLessThan(4 << 20);
});
