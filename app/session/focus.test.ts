import { describe, expect, it } from 'vitest';
import type { LocusStore } from '../../src/state/store.ts';
import type { NeighbourAnswer, NeighbourQuery } from '../../src/workers/protocol.ts';
import type { DetailsStore } from './details.ts';
import { Focus } from './focus.ts';
import { clientOf, openSession } from './testing/session.ts';

const answer: NeighbourAnswer = {
  indices: Uint32Array.of(1),
  distances: Float64Array.of(0.5),
};

/** A focus whose questions are answered by hand. */
function setUp(): {
  store: LocusStore;
  details: DetailsStore;
  asked: NeighbourQuery[];
  answerLast: () => Promise<void>;
} {
  const { store, details } = openSession();
  const asked: NeighbourQuery[] = [];
  const answers: ((value: NeighbourAnswer) => void)[] = [];
  const client = clientOf({
    neighboursOf: (query) => {
      asked.push(query);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  new Focus(client, store, details).start();
  return {
    store,
    details,
    asked,
    async answerLast() {
      answers.at(-1)!(answer);
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

describe('the neighbours of the focused item', () => {
  it.each([{ metric: 'euclidean' as const }, { k: 3 }])(
    'are cleared as soon as the question is another: %o',
    async (change) => {
      const { store, details, asked, answerLast } = setUp();
      store.getState().setFocus(0);
      await answerLast();
      expect(details.getState().neighbours.status).toBe('ready');
      store.getState().setNeighbours(change);
      expect(details.getState().neighbours).toEqual({ status: 'waiting' });
      await answerLast();
      expect(details.getState().neighbours.status).toBe('ready');
      expect(asked.at(-1)).toMatchObject(change);
    },
  );
});
