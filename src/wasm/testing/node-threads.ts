import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { PoolPort } from '../pool.ts';

/** Makes real Node threads that run `serveTasks`: bundled once, for a Node that reads no TypeScript. */
export async function createNodeThreads(): Promise<() => PoolPort> {
  const entry = fileURLToPath(new URL('../worker-tasks.ts', import.meta.url));
  const bundle = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, target: 'node20', lib: { entry, formats: ['cjs'] } },
  });
  const [output] = Array.isArray(bundle) ? bundle : [bundle];
  if (!output || !('output' in output)) throw new Error('the worker did not build');
  const code = `const exports = {}; ${output.output[0].code}
    const { parentPort } = require('node:worker_threads');
    const port = { onmessage: null, postMessage: (m, t) => parentPort.postMessage(m, t) };
    parentPort.on('message', (data) => port.onmessage({ data }));
    exports.serveTasks(port);`;
  return () => portOf(new Worker(code, { eval: true }));
}

function portOf(worker: Worker): PoolPort {
  const port: PoolPort = {
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => void worker.terminate(),
  };
  worker.on('message', (data: unknown) => port.onmessage?.({ data } as never));
  worker.on('error', (error) => port.onerror?.(error as never));
  worker.on('exit', () => port.onerror?.({ message: 'it ended' } as never));
  worker.unref();
  return port;
}
