import { parentPort, Worker } from 'node:worker_threads';
import type { ParentPort } from '../io/isolated-thread.ts';
import type { FromThread, Thread, ToThread } from '../io/isolation.ts';

/** A thread of Node that runs `entry`, as one that can be ended. It keeps the process alive only while it is at work. */
export function nodeThread(entry: URL): Thread {
  const worker = new Worker(entry);
  worker.unref();
  return {
    postMessage: (message, transfer) =>
      worker.postMessage(message, transfer as readonly ArrayBuffer[]),
    listen(hear, died) {
      worker.on('message', (data: FromThread) => hear(data));
      worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)));
      worker.on('exit', () => died('it ended'));
    },
    terminate: () => void worker.terminate(),
    hold: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
  };
}

/** Inside such a thread: the way to whoever started it. */
export function nodeParent(): ParentPort {
  const port = parentPort!;
  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer as ArrayBuffer[]),
    listen: (hear) => void port.on('message', (data: ToThread) => hear(data)),
  };
}
