import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { OpenOptions } from '../src/io/open.ts';

export interface Reading {
  readonly seconds: number;
  /** Of the matrices that were read. */
  readonly bytes: number;
  /** Largest resident size above that before the reading, in bytes. */
  readonly peak: number;
}

const LIMIT_MS = 5 * 60_000;

/** Opens a file in a process of its own, from a cold start. */
export function reading(path: string, options: OpenOptions = {}): Promise<Reading> {
  return new Promise((settle, reject) => {
    const child = fork(resolve('dist', 'bench', 'read-child.js'), { timeout: LIMIT_MS });
    child.once('message', (answer: Reading | { error: string }) =>
      'error' in answer ? reject(new Error(answer.error)) : settle(answer),
    );
    // After an answer this changes nothing: the promise is settled.
    child.once('exit', (code, signal) =>
      reject(new Error(`reading ${path}: the process ended with ${signal ?? code}`)),
    );
    child.once('error', reject);
    child.send({ path, options });
  });
}
