import { expect, test } from 'vitest';
import { DIMMED, HIDDEN, HIT, SELECTED, stateBytes } from './state.ts';

const NONE = new Uint32Array(0);

test('nothing is dimmed while nothing is selected or searched', () => {
  const parts = { rows: 3, selection: NONE, neighbours: NONE, hits: null, hidden: null };
  expect([...stateBytes(parts)]).toEqual([0, 0, 0]);
});

test('a selection dims the rest but not its neighbours; hits and hidden items are marked', () => {
  const state = stateBytes({
    rows: 6,
    selection: Uint32Array.of(0, 2),
    neighbours: Uint32Array.of(1),
    hits: Uint32Array.of(2, 3),
    hidden: Uint8Array.of(0, 0, 0, 1, 0, 0),
  });
  expect([...state]).toEqual([SELECTED, 0, SELECTED | HIT, HIT | HIDDEN, DIMMED, DIMMED]);
});

test('a search without a hit dims everything', () => {
  const parts = { rows: 2, selection: NONE, neighbours: NONE, hits: NONE, hidden: null };
  expect([...stateBytes(parts)]).toEqual([DIMMED, DIMMED]);
});
