import type { Hasher } from '../io/hash.ts';
import { newRing, ringHasher } from './hash-ring.ts';

/** Hashes in a worker beside the one that reads. One file at a time: a second one is hashed where it is read. */
export class BackgroundHash {
  private worker: Worker | null = null;
  private isBusy = false;
  /** A worker that cannot be started is not tried again. */
  private isBroken = false;

  constructor(private readonly start: () => Worker) {}

  /** Null where memory cannot be shared, and while another file is hashed. */
  async hasher(): Promise<Hasher | null> {
    if (this.isBusy || this.isBroken || !crossOriginIsolated) return null;
    this.isBusy = true;
    this.worker ??= this.start();
    const { worker } = this;
    const ring = newRing();
    // The reader blocks later on, and a worker cannot start while the one that started it is blocked.
    const isReady = await new Promise<boolean>((settle) => {
      worker.onmessage = () => settle(true);
      worker.onerror = (event) => {
        event.preventDefault();
        settle(false);
      };
      worker.postMessage(ring);
    });
    if (isReady) return ringHasher(ring, () => (this.isBusy = false));
    this.isBroken = true;
    this.release();
    return null;
  }

  /** When nothing is read any more: ends a worker that waits for the rest of a file that was given up. */
  release(): void {
    if (!this.isBusy) return;
    this.worker?.terminate();
    this.worker = null;
    this.isBusy = false;
  }
}
