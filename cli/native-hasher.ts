import { createHash } from 'node:crypto';
import type { Hasher } from '../src/io/hash.ts';

/** SHA-256 by Node, which has the instructions of the machine for it. */
export function nativeHasher(): Promise<Hasher> {
  const hash = createHash('sha256');
  return Promise.resolve({
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  });
}
