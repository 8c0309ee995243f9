import { CancelledError } from '../base/errors.ts';

/**
 * Runs tasks one after another. A task that is cancelled while it waits leaves at once; a task that is paused
 * lends its turn to those behind it.
 */
export class SerialQueue {
  private busy = false;
  private waiting: (() => void)[] = [];

  /** Runs `task` when its turn comes. @throws CancelledError when the signal fires before that */
  async add<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.takeTurn(signal);
    try {
      return await task();
    } finally {
      this.endTurn();
    }
  }

  /** Called by the task that has the turn: lets others run until `until` settles, then goes on before them. */
  async lend(until: Promise<unknown>): Promise<void> {
    this.endTurn();
    await until;
    if (this.busy) await new Promise<void>((resolve) => this.waiting.unshift(resolve));
    this.busy = true;
  }

  private async takeTurn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw new CancelledError();
    if (this.busy) {
      await new Promise<void>((resolve, reject) => {
        const start = (): void => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          this.waiting = this.waiting.filter((other) => other !== start);
          reject(new CancelledError());
        };
        signal?.addEventListener('abort', leave, { once: true });
        this.waiting.push(start);
      });
    }
    this.busy = true;
  }

  /** The next in line keeps the queue busy: nobody can slip in between. */
  private endTurn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.busy = false;
  }
}
