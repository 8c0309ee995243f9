import type { FromThread, Thread } from '../io/isolation.ts';

/** A worker of the browser as a thread that can be ended. */
export function workerThread(worker: Worker): Thread {
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer as ArrayBuffer[]),
    listen(hear, died) {
      worker.onmessage = ({ data }: MessageEvent<FromThread>) => hear(data);
      worker.onerror = (event) => {
        event.preventDefault();
        died(event.message || 'it could not be loaded');
      };
      worker.onmessageerror = () => died('a message could not be read');
    },
    terminate: () => worker.terminate(),
  };
}
