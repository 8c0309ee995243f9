import { CancelledError } from '../base/errors.ts';

/** Runs tasks one after another. A task that is cancelled while it waits leaves the queue at once. */
export class SerialQueue {
  private tail: Promise<unknown> = Promise.resolve();

  add<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let waiting = true;
      const leave = (): void => {
        if (waiting) reject(new CancelledError());
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.tail = this.tail.then(async () => {
        waiting = false;
        signal?.removeEventListener('abort', leave);
        if (signal?.aborted) return reject(new CancelledError());
        await task().then(resolve, reject);
      });
    });
  }
}
