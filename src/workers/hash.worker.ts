import { sha256, type Hasher } from '../io/hash.ts';
import type { FromHasher, ToHasher } from './background-hash.ts';

let hasher: Hasher | null = null;

const answer = (message: FromHasher, transfer: Transferable[] = []): void =>
  postMessage(message, { transfer });

/** Hashes one file after another; nothing of a file comes before `ready` was heard. */
addEventListener('message', ({ data }: MessageEvent<ToHasher>) => {
  if (data.kind === 'start') {
    void sha256().then((made) => {
      hasher = made;
      answer('ready');
    });
  } else if (data.kind === 'end') answer(hasher!.digest());
  else {
    hasher!.update(new Uint8Array(data.buffer, 0, data.length));
    answer(data.buffer, [data.buffer]);
  }
});
