import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { SerialQueue, type Turn } from './queue.ts';

const later = <T>(value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), 5));

/** A promise, and what settles it. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

describe('SerialQueue', () => {
  it('runs one task at a time, in order, and survives a failure', async () => {
    const queue = new SerialQueue();
    const seen: string[] = [];
    const task = (name: string) => async () => {
      seen.push(`${name} starts`);
      await later(null);
      seen.push(`${name} ends`);
    };
    const failing = queue.add(async () => {
      throw new Error('broken');
    });
    const a = queue.add(task('a'));
    const b = queue.add(task('b'));
    await expect(failing).rejects.toThrow('broken');
    await Promise.all([a, b]);
    expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('lets a waiting task leave at once when it is cancelled', async () => {
    const queue = new SerialQueue();
    const running = deferred();
    const long = queue.add(() => running.promise);
    const abort = new AbortController();
    let ran = false;
    const waiting = queue.add(
      async () => {
        ran = true;
      },
      { signal: abort.signal },
    );
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    running.resolve();
    await long;
    await queue.add(async () => undefined);
    expect(ran).toBe(false);
  });

  it('takes interactive tasks before the batch that waits', async () => {
    const queue = new SerialQueue();
    const running = deferred();
    const seen: string[] = [];
    const note = (name: string) => async () => {
      seen.push(name);
    };
    const all = [
      queue.add(() => running.promise),
      queue.add(note('batch 1')),
      queue.add(note('interactive 1'), { priority: 'interactive' }),
      queue.add(note('batch 2')),
      queue.add(note('interactive 2'), { priority: 'interactive' }),
    ];
    running.resolve();
    await Promise.all(all);
    expect(seen).toEqual(['interactive 1', 'interactive 2', 'batch 1', 'batch 2']);
  });

  it('lets an interactive task pass between two blocks of a running batch', async () => {
    const queue = new SerialQueue();
    const seen: string[] = [];
    const asked = deferred();
    const batch = queue.add(async (turn) => {
      expect(turn.pass(undefined)).toBeUndefined();
      asked.resolve();
      await later(null);
      await turn.pass(undefined);
      seen.push('batch goes on');
    });
    await asked.promise;
    const waiting = queue.add(async () => {
      seen.push('next batch');
    });
    const interactive = queue.add(
      async (turn) => {
        expect(turn.pass(undefined)).toBeUndefined();
        await later(null);
        seen.push('interactive');
      },
      { priority: 'interactive' },
    );
    await Promise.all([batch, waiting, interactive]);
    expect(seen).toEqual(['interactive', 'batch goes on', 'next batch']);
  });

  it('lends the turn of a paused task, which then goes on before those that wait', async () => {
    const queue = new SerialQueue();
    const seen: string[] = [];
    const paused = deferred();
    const first = queue.add(async (turn) => {
      seen.push('first pauses');
      await turn.pass(paused.promise);
      seen.push('first goes on');
    });
    const second = queue.add(async () => {
      seen.push('second');
      paused.resolve();
      await later(null);
    });
    const third = queue.add(async () => {
      seen.push('third');
    });
    await Promise.all([first, second, third]);
    expect(seen).toEqual(['first pauses', 'second', 'first goes on', 'third']);
  });

  it('lends once, however many threads of the task ask', async () => {
    const queue = new SerialQueue();
    const paused = deferred();
    let running = 0;
    const alone = async (): Promise<void> => {
      expect(++running).toBe(1);
      await later(null);
      running--;
    };
    const lanes = (turn: Turn) => [1, 2, 3].map(() => turn.pass(paused.promise));
    const first = queue.add(async (turn) => {
      await Promise.all(lanes(turn));
      await alone();
    });
    const others = [queue.add(alone), queue.add(alone)];
    await later(null);
    paused.resolve();
    await Promise.all([first, ...others]);
  });

  it('lets a paused task that is cancelled leave without its turn, which others keep', async () => {
    const queue = new SerialQueue();
    const abort = new AbortController();
    const paused = deferred();
    const running = deferred();
    const first = queue.add(async (turn) => turn.pass(paused.promise), { signal: abort.signal });
    let others = 0;
    const second = queue.add(() => {
      others++;
      return running.promise.finally(() => others--);
    });
    const third = queue.add(async () => expect(others).toBe(0));
    await later(null);
    abort.abort();
    paused.resolve();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(others).toBe(1);
    running.resolve();
    await Promise.all([second, third]);
  });

  it('takes the turn back from a task that failed in one thread while another waited', async () => {
    const queue = new SerialQueue();
    const paused = deferred();
    const first = queue.add(async (turn) => {
      void turn.pass(paused.promise);
      throw new Error('broken');
    });
    await expect(first).rejects.toThrow('broken');
    paused.resolve();
    await later(null);
    let ran = false;
    void queue.add(async () => (ran = true));
    await later(null);
    expect(ran).toBe(true);
  });
});
