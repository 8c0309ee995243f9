import { expect, test, vi } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import {
  SearchClient,
  type SearchReply,
  type SearchRequest,
  type SearchWorker,
} from './search-client.ts';
import { findInParts, findItems, type SearchIndex } from './search.ts';

const index: SearchIndex = {
  ids: ['river', 'Stream', 'bank', 'a+b'],
  columns: [
    {
      kind: 'category',
      name: 'pos',
      levels: ['noun', 'verb'],
      codes: Int32Array.of(0, 1, -1, 0),
    },
    { kind: 'number', name: 'rank', values: Float64Array.of(12, 3.5, NaN, 120) },
    { kind: 'text', name: 'gloss', values: ['flowing water', null, 'money', 'sum'] },
    { kind: 'image', name: 'verb', url: '', tile: 1, perRow: 1, tiles: new Int32Array(4) },
  ],
};
const find = (text: string, { regex = false, matchCase = false } = {}): number[] => [
  ...findItems(index, { text, regex, matchCase }),
];

test('a substring is found in ids, levels, numbers and texts, without regard to case', () => {
  expect(find('stream')).toEqual([1]);
  expect(find('stream', { matchCase: true })).toEqual([]);
  expect(find('verb')).toEqual([1]);
  expect(find('noun')).toEqual([0, 3]);
  expect(find('12')).toEqual([0, 3]);
  expect(find('water')).toEqual([0]);
  expect(find('+')).toEqual([3]);
});

test('nothing is found for an empty text, and missing values match nothing', () => {
  expect(find('')).toEqual([]);
  expect(find('nan')).toEqual([]);
  expect(find('null')).toEqual([]);
});

test('a regular expression, with and without case', () => {
  expect(find('^(river|bank)$', { regex: true })).toEqual([0, 2]);
  expect(find('^S', { regex: true, matchCase: true })).toEqual([1]);
  expect(find('^s', { regex: true })).toEqual([1, 3]);
});

test('what is no regular expression says why', () => {
  expect(() => find('(', { regex: true })).toThrow(
    expect.objectContaining({ code: 'E_PATTERN', message: expect.stringMatching(/Unterminated/) }),
  );
});

/** A worker that answers when told to. */
class SlowWorker implements SearchWorker {
  onmessage: ((event: { data: SearchReply }) => void) | null = null;
  onerror: ((event: { message?: string }) => void) | null = null;
  readonly sent: SearchRequest[] = [];
  ended = false;
  postMessage(message: SearchRequest): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  answer(id: number, items: number[]): void {
    this.onmessage?.({ data: { id, items: Uint32Array.from(items) } });
  }
}

function start(limitMs = 2000) {
  const workers: SlowWorker[] = [];
  const client = new SearchClient(
    index,
    () => {
      workers.push(new SlowWorker());
      return workers.at(-1)!;
    },
    limitMs,
  );
  const find = (text: string, regex = false) => client.find({ text, regex, matchCase: false });
  return { client, workers, find };
}

test('the index goes over once; the latest query wins', async () => {
  const { workers, find } = start();
  const first = find('a');
  const second = find('ab');
  await expect(first).rejects.toBeInstanceOf(CancelledError);
  workers[0]!.answer(1, [0]);
  workers[0]!.answer(2, [3]);
  expect([...(await second)]).toEqual([3]);
  expect(workers).toHaveLength(1);
  expect(workers[0]!.sent.map(({ kind }) => kind)).toEqual(['index', 'query', 'query']);
});

test('a large index goes over in parts, and the query after the last', async () => {
  const ids = Array.from({ length: 120_000 }, (_, i) => `word ${i}`);
  const sent: SearchRequest[] = [];
  const client = new SearchClient({ ids, columns: [] }, () => ({
    postMessage: (message) => sent.push(message),
    terminate: () => undefined,
    onmessage: null,
    onerror: null,
  }));
  const found = client.find({ text: 'x', regex: false, matchCase: false });
  expect(sent).toHaveLength(1);
  await vi.waitFor(() => expect(sent).toHaveLength(4));
  expect(sent.map(({ kind }) => kind)).toEqual(['index', 'index', 'index', 'query']);
  const parts = sent.flatMap((message) => (message.kind === 'index' ? [message.part] : []));
  expect(parts.flatMap((part) => part.ids)).toEqual(ids);
  expect([
    ...findInParts(parts, { text: '^word (7|50001|119999)$', regex: true, matchCase: true }),
  ]).toEqual([7, 50_001, 119_999]);
  client.dispose();
  await expect(found).rejects.toBeInstanceOf(CancelledError);
});

test('a newer query does not wait for a regular expression under way', async () => {
  const { workers, find } = start();
  const stuck = find('(a+)+b', true);
  const next = find('x');
  await expect(stuck).rejects.toBeInstanceOf(CancelledError);
  expect(workers[0]!.ended).toBe(true);
  workers[1]!.answer(2, [1]);
  expect([...(await next)]).toEqual([1]);
});

test('a search without end is stopped, and the next one works', async () => {
  vi.useFakeTimers();
  try {
    const { workers, find } = start(50);
    const stuck = find('(a+)+b', true);
    const failure = expect(stuck).rejects.toMatchObject({ code: 'E_PATTERN_SLOW' });
    vi.advanceTimersByTime(51);
    await failure;
    expect(workers[0]!.ended).toBe(true);
    const next = find('x');
    workers[1]!.answer(2, []);
    expect(await next).toHaveLength(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a worker that fails and a client that is disposed leave nothing waiting', async () => {
  const { client, workers, find } = start();
  const failed = find('x');
  workers[0]!.onerror?.({ message: 'no memory' });
  await expect(failed).rejects.toMatchObject({ code: 'E_WORKER' });
  const open = find('y');
  client.dispose();
  await expect(open).rejects.toBeInstanceOf(CancelledError);
  expect(workers.every(({ ended }) => ended)).toBe(true);
});
