import { availableParallelism } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createWasmKernels } from '../src/wasm/backend.ts';
import { PoolExecutor, type PoolPort } from '../src/wasm/pool.ts';
import type { Kernels } from '../src/math/kernels.ts';

/** At most as many threads as the page takes. */
const MAX_THREADS = 8;

/** The `wasm` backend on threads, as the page runs it, with Node's threads in place of web workers. */
export function openPool(threads = Math.min(MAX_THREADS, availableParallelism())): Kernels {
  return createWasmKernels(new PoolExecutor(Array.from({ length: threads }, startThread)));
}

function startThread(): PoolPort {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./thread.js', import.meta.url), {
    workerData: port2,
    transferList: [port2],
  });
  const port: PoolPort = {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    onmessage: null,
    terminate: () => {
      port1.close();
      void worker.terminate();
    },
  };
  port1.on('message', (data: unknown) => (port.onmessage as (event: unknown) => void)({ data }));
  return port;
}
