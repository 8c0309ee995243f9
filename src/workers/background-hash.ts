import type { FileHasher } from '../io/hash.ts';

/** To the hasher: a new file, some of its bytes, its end. */
export type ToHasher =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'bytes'; readonly buffer: ArrayBuffer; readonly length: number };

/** From the hasher: ready for a file, or why it cannot be; a buffer it has used up; the digest. */
export type FromHasher =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'used'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'digest'; readonly digest: string };

/** Buffers on their way before the reader waits: enough to keep both busy, little beside a large file. */
const BUFFERS = 4;

/**
 * Hashes in a worker beside the one that reads: buffers go there and come back, so that no memory need be shared. One file at
 * a time: a second one is hashed where it is read.
 */
export class BackgroundHash {
  private worker: Worker | null = null;
  private isBusy = false;
  /** A worker that cannot be started is not tried again. */
  private isBroken = false;

  constructor(private readonly start: () => Worker) {}

  /** Null while another file is hashed, and where the worker cannot be started. */
  async hasher(): Promise<FileHasher | null> {
    if (this.isBusy || this.isBroken) return null;
    this.isBusy = true;
    try {
      const worker = (this.worker ??= this.start());
      await begun(worker);
      return feed(worker, (isWell) => (isWell ? (this.isBusy = false) : this.release()));
    } catch {
      this.isBroken = true;
      this.release();
      return null;
    }
  }

  /** When nothing is read any more: ends a worker that waits for the rest of a file that was given up. */
  release(): void {
    if (!this.isBusy) return;
    this.worker?.terminate();
    this.worker = null;
    this.isBusy = false;
  }
}

/** Settles when the worker is ready for a file. @throws Error when it cannot be */
function begun(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromHasher>) =>
      data.kind === 'ready' ? resolve() : reject(new Error(`it said ${data.kind}`));
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage({ kind: 'start' } satisfies ToHasher);
  });
}

/** The side that reads. `done` is called when the digest is there, or will not come: the worker may then be in any state. */
function feed(worker: Worker, done: (isWell: boolean) => void): FileHasher {
  const free: ArrayBuffer[] = [];
  let underWay = 0;
  let wake = (): void => undefined;
  let settle: (digest: string) => void;
  let fail: (reason: string) => void;
  const digest = new Promise<string>((resolve, reject) => {
    settle = resolve;
    fail = (reason) => reject(new Error(`The thread that hashes: ${reason}`));
  });
  digest.then(
    () => done(true),
    () => done(false), // heard of by whoever waits
  );
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.onmessage = ({ data }: MessageEvent<FromHasher>) => {
    if (data.kind === 'digest') return settle(data.digest);
    if (data.kind !== 'used') return fail(data.kind);
    free.push(data.buffer);
    underWay--;
    wake();
  };
  const send = (message: ToHasher, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  return {
    update(bytes) {
      let buffer = free.pop();
      if (!buffer || buffer.byteLength < bytes.length) buffer = new ArrayBuffer(bytes.length);
      new Uint8Array(buffer).set(bytes);
      send({ kind: 'bytes', buffer, length: bytes.length }, [buffer]);
      if (++underWay < BUFFERS) return;
      const room = new Promise<void>((resolve) => (wake = resolve));
      return Promise.race([room, digest.then(() => undefined)]);
    },
    digest() {
      send({ kind: 'end' });
      return digest;
    },
  };
}
