import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { provideIsolation, type FromThread, type IsolationOptions } from '../isolation.ts';

export interface IsolatedTests {
  /** How many threads were started so far. */
  readonly started: () => number;
  readonly end: () => void;
}

/** Isolated work runs in threads of Node, as it does for people: bundled once, for a Node that reads no TypeScript. */
export async function isolate(options: IsolationOptions = {}): Promise<IsolatedTests> {
  const folder = mkdtempSync(join(tmpdir(), 'locus-isolated-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: fileURLToPath(new URL('../../workers/testing/isolated-thread.ts', import.meta.url)),
      outDir: folder,
      target: 'node20',
      emptyOutDir: true,
      copyPublicDir: false,
      rollupOptions: { output: { entryFileNames: 'thread.mjs', chunkFileNames: '[name].mjs' } },
    },
  });
  let started = 0;
  provideIsolation(() => {
    started++;
    const worker = new Worker(pathToFileURL(join(folder, 'thread.mjs')));
    worker.unref();
    return {
      postMessage: (message, transfer) =>
        worker.postMessage(message, transfer as readonly ArrayBuffer[]),
      listen(hear, died) {
        worker.on('message', (data: FromThread) => hear(data));
        worker.on('error', (error) => died(String(error)));
        worker.on('exit', () => died('it ended'));
      },
      terminate: () => void worker.terminate(),
    };
  }, options);
  return {
    started: () => started,
    end() {
      provideIsolation(null);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
