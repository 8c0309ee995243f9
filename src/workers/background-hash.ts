import type { FileHasher } from '../io/hash.ts';

/** To the hasher: a new file, some of its bytes, its end. */
export type ToHasher =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'bytes'; readonly buffer: ArrayBuffer; readonly length: number };

/** From the hasher: ready for a file, a buffer it has used up, the digest. */
export type FromHasher = 'ready' | ArrayBuffer | string;

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
    this.worker ??= this.start();
    const { worker } = this;
    const isReady = await new Promise<boolean>((settle) => {
      worker.onmessage = () => settle(true);
      worker.onerror = (event) => {
        event.preventDefault();
        settle(false);
      };
      worker.postMessage({ kind: 'start' } satisfies ToHasher);
    });
    if (isReady) return feed(worker, () => (this.isBusy = false));
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

/** The side that reads. `done` is called when the digest is there. */
function feed(worker: Worker, done: () => void): FileHasher {
  const free: ArrayBuffer[] = [];
  let underWay = 0;
  let wake = (): void => undefined;
  let settle: (digest: string) => void;
  const digest = new Promise<string>((resolve, reject) => {
    settle = resolve;
    worker.onerror = ({ message }) => reject(new Error(`The thread that hashes: ${message}`));
  });
  digest.catch(() => undefined); // heard of by whoever waits
  worker.onmessage = ({ data }: MessageEvent<FromHasher>) => {
    if (typeof data === 'string') return settle(data);
    free.push(data);
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
    async digest() {
      send({ kind: 'end' });
      try {
        return await digest;
      } finally {
        done();
      }
    },
  };
}
