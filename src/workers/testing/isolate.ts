import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { provideIsolation, type IsolationOptions } from '../../io/isolation.ts';
import { nodeThread } from '../node-thread.ts';

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
      ssr: fileURLToPath(new URL('./isolated-thread.ts', import.meta.url)),
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
    return nodeThread(pathToFileURL(join(folder, 'thread.mjs')));
  }, options);
  return {
    started: () => started,
    end() {
      provideIsolation(null);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
