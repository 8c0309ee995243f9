import { expect, test } from 'vitest';
import { DIMMED, OFF, HIT, SELECTED, stateBytes } from './state.ts';

const NONE = new Uint32Array(0);

test('nothing is dimmed while nothing is looked at, selected or searched', () => {
  const parts = { rows: 3, selection: NONE, looked: null, hits: null, hidden: null };
  expect([...stateBytes(parts)]).toEqual([0, 0, 0]);
});

test('a selection dims the rest but not its neighbours; hits and hidden items are marked', () => {
  const state = stateBytes({
    rows: 6,
    selection: Uint32Array.of(0, 2),
    looked: { from: 2, items: Uint32Array.of(1) },
    hits: Uint32Array.of(2, 3),
    hidden: Uint8Array.of(0, 0, 0, 1, 0, 0),
  });
  expect([...state]).toEqual([SELECTED, 0, SELECTED | HIT, HIT | OFF, DIMMED, DIMMED]);
});

test('a search without a hit dims everything', () => {
  const parts = { rows: 2, selection: NONE, looked: null, hits: NONE, hidden: null };
  expect([...stateBytes(parts)]).toEqual([DIMMED, DIMMED]);
});

test('an item looked at dims all but itself and its neighbours, as soon as they are known', () => {
  const parts = { rows: 4, selection: NONE, hits: null, hidden: null };
  const asked = stateBytes({ ...parts, looked: { from: 2, items: NONE } });
  expect([...asked]).toEqual([DIMMED, DIMMED, SELECTED, DIMMED]);
  const known = stateBytes({ ...parts, looked: { from: 2, items: Uint32Array.of(0) } });
  expect([...known]).toEqual([0, DIMMED, SELECTED, DIMMED]);
});
