import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amend,
  HISTORY_LIMIT,
  record,
  redo,
  redoLabel,
  startHistory,
  undo,
  undoLabel,
  type History,
} from './history.ts';

const doing = (values: readonly number[]): History<number> =>
  values.reduce((h, value, i) => record(h, `do ${i}`, value, { now: i }), startHistory(-1));

describe('history', () => {
  it('gives back every state on the way back, and again on the way forth', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 50 }), (values) => {
        const end = doing(values);
        const states = [-1, ...values];
        let h = end;
        for (const state of states.toReversed()) {
          expect(h.present).toBe(state);
          h = undo(h);
        }
        expect(undo(h)).toBe(h);
        for (const state of states.slice(1)) {
          h = redo(h);
          expect(h.present).toBe(state);
        }
        expect(redo(h)).toBe(h);
      }),
    );
  });

  it('stays one line through any mix of edits, undos and redos', () => {
    const step = fc.oneof(fc.nat(), fc.constantFrom('undo' as const, 'redo' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        // The model: a list of states and a cursor.
        let states = [-1];
        let at = 0;
        let h = startHistory(-1);
        steps.forEach((s, now) => {
          if (s === 'undo') {
            h = undo(h);
            at = Math.max(0, at - 1);
          } else if (s === 'redo') {
            h = redo(h);
            at = Math.min(states.length - 1, at + 1);
          } else {
            h = record(h, 'edit', s, { now });
            if (s !== states[at]) states = [...states.slice(0, ++at), s];
          }
          expect(h.present).toBe(states[at]);
          expect([h.past.length, h.future.length]).toEqual([at, states.length - 1 - at]);
        });
      }),
    );
  });

  it('names what undo and redo would do', () => {
    const h = record(startHistory('a'), 'colour by category', 'b', { now: 0 });
    expect([undoLabel(h), redoLabel(h)]).toEqual(['Undo: colour by category', null]);
    const back = undo(h);
    expect([undoLabel(back), redoLabel(back)]).toEqual([null, 'Redo: colour by category']);
  });

  it('makes one entry of edits with the same key that follow within a second', () => {
    let h = record(startHistory(0), 'size', 1, { now: 0, coalesce: 'size' });
    h = record(h, 'size', 2, { now: 900, coalesce: 'size' });
    h = record(h, 'size', 3, { now: 1800, coalesce: 'size' });
    expect(h.past).toHaveLength(1);
    expect(undo(h).present).toBe(0);
    h = record(h, 'size', 4, { now: 2801, coalesce: 'size' });
    expect(undo(h).present).toBe(3);
  });

  it('does not join edits of another key, without a key, or across an undo', () => {
    const first = record(startHistory(0), 'size', 1, { now: 0, coalesce: 'size' });
    expect(record(first, 'x', 2, { now: 1, coalesce: 'search' }).past).toHaveLength(2);
    expect(record(first, 'x', 2, { now: 1 }).past).toHaveLength(2);
    const plain = record(startHistory(0), 'x', 1, { now: 0 });
    expect(record(plain, 'x', 2, { now: 1 }).past).toHaveLength(2);
    const second = record(first, 'x', 2, { now: 1 });
    const again = record(undo(second), 'size', 5, { now: 2, coalesce: 'size' });
    expect(undo(again).present).toBe(1);
  });

  it('forgets the oldest entries beyond the limit', () => {
    const h = doing(Array.from({ length: HISTORY_LIMIT + 30 }, (_, i) => i));
    expect(h.past).toHaveLength(HISTORY_LIMIT);
    expect(h.past[0]!.state).toBe(29);
  });

  it('amends the present without an entry', () => {
    const h = record(startHistory(0), 'x', 1, { now: 0 });
    const amended = amend(h, 7);
    expect(amended.present).toBe(7);
    expect(undo(amended).present).toBe(0);
    expect(amend(h, 1)).toBe(h);
  });
});
