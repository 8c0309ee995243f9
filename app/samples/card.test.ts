import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseCard, parseIndex } from './card.ts';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../public/samples/${path}`, import.meta.url), 'utf8'));

const samples = parseIndex(read('index.json'));

it('lists samples', () => {
  expect(samples.length).toBeGreaterThan(0);
});

it.each(samples.map((sample) => [sample.id, sample] as const))(
  'reads the card of %s: same size as in the index, files that exist, a licence',
  (id, sample) => {
    const card = parseCard(read(`${id}/sample.json`));
    expect([card.rows, card.cols]).toEqual([sample.rows, sample.cols]);
    expect(card.licences.length).toBeGreaterThan(0);
    const there = readdirSync(new URL(`../../public/samples/${id}`, import.meta.url));
    expect(there).toEqual(expect.arrayContaining(card.files.map((file) => file.name)));
  },
);

it('refuses a file name that leaves the folder', () => {
  const card = read('words/sample.json') as Record<string, unknown>;
  const files = [{ name: '../secret.npy', role: 'vectors' }];
  expect(() => parseCard({ ...card, files })).toThrow();
});
