import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes } from '../source.ts';
import { textSource } from '../testing/sources.ts';

/** Longer than the sample and than several chunks, so that rows and letters are cut at chunk ends. */
const ROWS = 60_000;

test('a table of many chunks is read whole: rows, multi-byte letters and quotes across their ends', async () => {
  const word = (i: number): string => `wörter, Nr. "${i}" 言葉`;
  const lines = Array.from(
    { length: ROWS },
    (_, i) => `"${word(i).replaceAll('"', '""')}",${i},${1 - i},${i / 8}\r\n`,
  );
  const text = `word,d0,d1,d2\r\n${lines.join('')}`;
  expect(text.length).toBeGreaterThan(2 << 20);
  const { dataset, spaces, problems } = await openFiles([textSource('big.csv', text)]);
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(Array.from({ length: ROWS }, (_, i) => word(i)));
  const expected = new Float32Array(ROWS * 3);
  for (let i = 0; i < ROWS; i++) expected.set([i, 1 - i, i / 8], i * 3);
  expect(spaces[0].data).toEqual(expected);
  expect(spaces[0].data.byteLength).toBe(spaces[0].data.buffer.byteLength);
});

test('errors far down name the line', async () => {
  const good = Array.from({ length: ROWS }, (_, i) => `word${i},0.125,0.25\n`).join('');
  const value = await openFiles([textSource('v.csv', `w,d0,d1\n${good}bad,1,oops\n`)]);
  expect(value.problems[0]).toMatchObject({
    code: 'E_VALUE',
    place: `line ${ROWS + 2}, column d1`,
  });
  const ragged = await openFiles([textSource('r.csv', `w,d0,d1\n${good}bad,1\n${good}`)]);
  expect(ragged.problems[0]).toMatchObject({ code: 'E_RAGGED', place: `line ${ROWS + 2}` });
});

test('text that stops being UTF-8 far down is read as Windows-1252, with a note', async () => {
  const good = Array.from({ length: ROWS }, (_, i) => `word${i},0.125,0.25\n`).join('');
  const bytes = new TextEncoder().encode(`w,d0,d1\n${good}caf?,1,2\n`);
  bytes[bytes.lastIndexOf(0x3f)] = 0xe9; // é
  const { dataset, problems } = await openFiles([fromBytes(bytes, 'w.csv')]);
  expect(problems).toEqual([]);
  expect(dataset!.ids.at(-1)).toBe('café');
  expect(dataset!.notes.join()).toContain('Windows-1252');
});

test('a line without end is refused without being held or parsed', async () => {
  for (const byte of [97, 44]) {
    const endless = fromBytes(new Uint8Array(40 << 20).fill(byte), 'endless.csv');
    const { problems } = await openFiles([endless]);
    expect(problems[0]).toMatchObject({ code: 'E_LINE', place: 'line 1' });
  }
  const wide = textSource('wide.csv', `${','.repeat(2_000_000)}\n`);
  expect((await openFiles([wide])).problems[0]).toMatchObject({ code: 'E_LIMIT', place: 'line 1' });
});

test('a table may be very wide', async () => {
  const width = 100_000;
  const line = (value: number): string => `${Array(width).fill(value).join(',')}\n`;
  const { spaces } = await openFiles([textSource('wide.csv', line(0.5) + line(1.5))]);
  expect(spaces[0]).toMatchObject({ rows: 2, cols: width });
  expect(spaces[0].data[2 * width - 1]).toBe(1.5);
});
