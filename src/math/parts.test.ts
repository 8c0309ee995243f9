import { expect, it } from 'vitest';
import type { Progress } from '../base/control.ts';
import { inParts } from './parts.ts';

it('parts are told as one stage that goes from 0 to its end and never back', () => {
  const told: Progress[] = [];
  const part = inParts({ progress: (progress) => told.push(progress) }, 'whole', 200);
  const [first, second] = [part(0.25), part(0.75)];
  first.progress!({ stage: 'a', done: 1, total: 2 });
  second.progress!({ stage: 'b', done: 1, total: 3 });
  // The first part is not through yet, or begins anew; and a total may be unknown.
  first.progress!({ stage: 'a', done: 2, total: 2 });
  second.progress!({ stage: 'b', done: 0, total: 0 });
  second.progress!({ stage: 'b', done: 3, total: 3 });
  expect(told.map(({ done }) => done)).toEqual([25, 100, 100, 100, 200]);
  expect(new Set(told.map(({ stage, total }) => `${stage} ${total}`))).toEqual(
    new Set(['whole 200']),
  );
});

it('parts of a task that nobody watches are given its control as it is', () => {
  const control = { budget: () => 5 };
  expect(inParts(control, 'whole', 1)(1)).toBe(control);
});
