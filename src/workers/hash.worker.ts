import { ownSha256 } from '../io/hash.ts';
import { drain } from './hash-ring.ts';

/** Hashes one ring after another; says when it is ready for the one it was given. */
addEventListener('message', ({ data }: MessageEvent<SharedArrayBuffer>) => {
  void ownSha256().then((hasher) => {
    postMessage('ready');
    drain(data, hasher);
  });
});
