import { expect, test } from 'vitest';
import { sha256, type Hasher } from '../io/hash.ts';
import { BackgroundHash, type FromHasher, type ToHasher } from './background-hash.ts';

/** As hash.worker.ts, in this thread; `breaks` says at which message it throws. */
class Beside {
  static started = 0;
  static alive = 0;
  onmessage: ((event: { data: FromHasher }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  private hasher: Hasher | null = null;
  private last = Promise.resolve();

  constructor(private readonly breaks?: ToHasher['kind']) {
    Beside.started++;
    Beside.alive++;
  }

  postMessage(message: ToHasher, transfer: ArrayBuffer[] = []): void {
    const heard = structuredClone(message, { transfer });
    this.last = this.last.then(() => this.hear(heard));
  }

  terminate(): void {
    Beside.alive--;
    this.onmessage = this.onerror = null;
  }

  private async hear(message: ToHasher): Promise<void> {
    if (message.kind === this.breaks)
      return this.onerror?.({ message: 'no memory', preventDefault: () => undefined });
    if (message.kind === 'start') {
      this.hasher = await sha256();
      this.say({ kind: 'ready' });
    } else if (message.kind === 'end') this.say({ kind: 'digest', digest: this.hasher!.digest() });
    else {
      this.hasher!.update(new Uint8Array(message.buffer, 0, message.length));
      this.say({ kind: 'used', buffer: message.buffer });
    }
  }

  private say(data: FromHasher): void {
    this.onmessage?.({ data });
  }
}

function background(...breaks: (ToHasher['kind'] | undefined)[]): BackgroundHash {
  Beside.started = 0;
  Beside.alive = 0;
  return new BackgroundHash(() => new Beside(breaks[Beside.started]) as unknown as Worker);
}

const parts = Array.from({ length: 20 }, (_, i) => new Uint8Array(1000 - 7 * i).fill(i));

async function expected(): Promise<string> {
  const hasher = await sha256();
  for (const part of parts) hasher.update(part);
  return hasher.digest();
}

async function hashed(hash: BackgroundHash): Promise<string | null> {
  const hasher = await hash.hasher();
  if (!hasher) return null;
  for (const part of parts) await hasher.update(part);
  return hasher.digest();
}

test('one file after another, in one worker', async () => {
  const hash = background();
  expect(await hashed(hash)).toBe(await expected());
  expect(await hashed(hash)).toBe(await expected());
  expect(Beside.started).toBe(1);
  hash.release();
  expect(Beside.alive).toBe(1); // waits for the next file
});

test('a second file meanwhile is hashed elsewhere', async () => {
  const hash = background();
  const [first, second] = [hash.hasher(), hash.hasher()];
  expect(await second).toBeNull();
  expect(await first).not.toBeNull();
});

test('a file that was given up leaves nothing to the next', async () => {
  const hash = background();
  const hasher = await hash.hasher();
  void hasher!.update(parts[0]!);
  hash.release();
  expect(Beside.alive).toBe(0);
  expect(await hashed(hash)).toBe(await expected());
  expect(Beside.started).toBe(2);
});

test.each(['bytes', 'end'] as const)('a worker that fails at %s is not used again', async (at) => {
  const hash = background(at);
  await expect(hashed(hash)).rejects.toThrow('The thread that hashes: no memory');
  expect(Beside.alive).toBe(0);
  expect(await hashed(hash)).toBe(await expected());
});

test('a worker that cannot be started is not tried again', async () => {
  const hash = background('start');
  expect(await hash.hasher()).toBeNull();
  expect(await hash.hasher()).toBeNull();
  expect([Beside.started, Beside.alive]).toEqual([1, 0]);
  const refused = new BackgroundHash(() => {
    throw new Error('not allowed here');
  });
  expect(await refused.hasher()).toBeNull();
});
