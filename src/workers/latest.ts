/** What can be stopped, and tells when it is over. */
interface Stoppable {
  readonly result: Promise<unknown>;
  cancel(): void;
}

/** Of the calculations with one key only the latest counts: it cancels the one before, waiting or running. */
export class Latest {
  private readonly byKey = new Map<string, Stoppable>();

  start<T extends Stoppable>(key: string, begin: () => T): T {
    this.byKey.get(key)?.cancel();
    const running = begin();
    this.byKey.set(key, running);
    const forget = (): void => {
      if (this.byKey.get(key) === running) this.byKey.delete(key);
    };
    running.result.then(forget, forget);
    return running;
  }
}
