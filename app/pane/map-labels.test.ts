import { expect, it } from 'vitest';
import { mapLabels } from './map-labels.ts';

const ids = ['the', 'of', 'river', 'lake'];
const none = new Uint32Array(0);

it('puts the item looked at first, then its neighbours, then the rest', () => {
  const labels = mapLabels(ids, { focus: 2, neighbours: Uint32Array.of(3, 1), all: true });
  expect(labels).toEqual([
    { item: 2, text: 'river', priority: 3 },
    { item: 3, text: 'lake', priority: 2 },
    { item: 1, text: 'of', priority: 1 },
    { item: 0, text: 'the', priority: 0 },
  ]);
});

it('leaves out the rest when labels are off, or when ids only count the rows', () => {
  expect(mapLabels(ids, { focus: null, neighbours: none, all: false })).toEqual([]);
  const rows = ['0', '1', '2'];
  expect(mapLabels(rows, { focus: 1, neighbours: none, all: true })).toEqual([
    { item: 1, text: '1', priority: 1 },
  ]);
});

it('shortens long ids', () => {
  const [long] = mapLabels(['x'.repeat(90)], { focus: 0, neighbours: none, all: false });
  expect(long!.text).toBe(`${'x'.repeat(39)}…`);
});
