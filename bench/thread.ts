import { workerData, type MessagePort } from 'node:worker_threads';
import type { Port } from '../src/wasm/messages.ts';
import { serveTasks } from '../src/wasm/worker-tasks.ts';

// One thread of the pool: what src/workers/pool.worker.ts is in the page.
const channel = workerData as MessagePort;
const port: Port = {
  postMessage: (message, transfer) => channel.postMessage(message, transfer),
  onmessage: null,
};
serveTasks(port);
channel.on('message', (data: unknown) =>
  (port.onmessage as unknown as (event: unknown) => void)({ data }),
);
