import { parentPort, Worker } from 'node:worker_threads';
import { serveIsolated } from '../src/io/isolated-thread.ts';
import type { FromThread, Thread, ToThread } from '../src/io/isolation.ts';
import { tasks } from '../src/io/hdf5/tasks.ts';
import { diskSource } from './files.ts';

/** A thread of Node that runs `entry`, which calls `serveThread`. It keeps the process alive only while it is at work. */
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

/** The inside of such a thread. */
export function serveThread(): void {
  const port = parentPort!;
  serveIsolated(
    {
      postMessage: (message, transfer) => port.postMessage(message, transfer as ArrayBuffer[]),
      listen: (hear) => void port.on('message', (data: ToThread) => hear(data)),
    },
    tasks,
    (path) => diskSource(path as string),
  );
}
