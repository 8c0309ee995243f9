import { sha256, type Hasher } from '../io/hash.ts';
import type { FromHasher, ToHasher } from './background-hash.ts';

let hasher: Hasher | null = null;

const answer = (message: FromHasher, transfer: Transferable[] = []): void =>
  postMessage(message, { transfer });

/** Hashes one file after another; nothing of a file comes before `ready` was heard. */
addEventListener('message', ({ data }: MessageEvent<ToHasher>) => {
  if (data.kind === 'start') {
    sha256().then(
      (made) => {
        hasher = made;
        answer({ kind: 'ready' });
      },
      // Nobody hears of a promise that fails in a worker.
      (error: unknown) => answer({ kind: 'failed', reason: String(error) }),
    );
  } else if (data.kind === 'end') answer({ kind: 'digest', digest: hasher!.digest() });
  else {
    hasher!.update(new Uint8Array(data.buffer, 0, data.length));
    answer({ kind: 'used', buffer: data.buffer }, [data.buffer]);
  }
});
