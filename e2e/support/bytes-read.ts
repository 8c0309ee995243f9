import type { Page } from '@playwright/test';

/** A page or a worker: what they have in common. */
interface Scope {
  evaluate<R>(work: (name: string) => R, name: string): Promise<R>;
}

const COUNTER = '__bytesRead';

/** Counts the bytes that the page and its workers take out of files from now on. @returns how many so far */
export async function countBytesRead(page: Page): Promise<() => Promise<number>> {
  const scopes: readonly Scope[] = [page, ...page.workers()];
  for (const scope of scopes) await scope.evaluate(watch, COUNTER);
  return async () => {
    let sum = 0;
    for (const scope of scopes) sum += await scope.evaluate(counted, COUNTER);
    return sum;
  };
}

const counted = (name: string): number => (globalThis as unknown as Record<string, number>)[name]!;

/** Runs in a page or worker. A stream counts as read to its end. */
function watch(name: string): void {
  const scope = globalThis as unknown as Record<string, number>;
  scope[name] = 0;
  const count = (blob: Blob): void => {
    scope[name]! += blob.size;
  };
  for (const method of ['arrayBuffer', 'text', 'stream', 'bytes'] as const) {
    const blobs = Blob.prototype as unknown as Record<string, (this: Blob) => unknown>;
    const original = blobs[method];
    if (!original) continue;
    blobs[method] = function () {
      count(this);
      return original.call(this);
    };
  }
  for (const reader of ['FileReader', 'FileReaderSync']) {
    const known = (globalThis as unknown as Record<string, { prototype: Reader } | undefined>)[
      reader
    ];
    if (!known) continue;
    const { readAsArrayBuffer } = known.prototype;
    known.prototype.readAsArrayBuffer = function (blob) {
      count(blob);
      return readAsArrayBuffer.call(this, blob);
    };
  }
}

interface Reader {
  readAsArrayBuffer(blob: Blob): unknown;
}
