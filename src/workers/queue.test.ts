import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { SerialQueue } from './queue.ts';

const later = <T>(value: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value), 5));

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
    let release = (): void => undefined;
    const long = queue.add(() => new Promise<void>((resolve) => (release = resolve)));
    const abort = new AbortController();
    let ran = false;
    const waiting = queue.add(async () => {
      ran = true;
    }, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    release();
    await long;
    await queue.add(async () => undefined);
    expect(ran).toBe(false);
  });

  it('lends the turn of a paused task, which then goes on before those that wait', async () => {
    const queue = new SerialQueue();
    const seen: string[] = [];
    let resume = (): void => undefined;
    const paused = new Promise<void>((resolve) => (resume = resolve));
    const first = queue.add(async () => {
      seen.push('first pauses');
      await queue.lend(paused);
      seen.push('first goes on');
    });
    const second = queue.add(async () => {
      seen.push('second');
      resume();
      await later(null);
    });
    const third = queue.add(async () => {
      seen.push('third');
    });
    await Promise.all([first, second, third]);
    expect(seen).toEqual(['first pauses', 'second', 'first goes on', 'third']);
  });
});
