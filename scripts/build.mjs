// Builds everything that is served or run: WASM kernels, the page (dist/app) and the command line (dist/cli).
import { fileURLToPath } from 'node:url';
import { bin, ensurePackages, run } from './ensure.mjs';

const wasm = (options) => run(process.execPath, ['scripts/build-wasm.mjs'], options);

/** The page, into dist/app. Exits when it fails. */
export function buildApp(options = {}) {
  if (wasm(options) !== 0 || run(bin('vite'), ['build', '--logLevel', 'warn'], options) !== 0) {
    console.error('The build failed.');
    process.exit(1);
  }
}

/** The command line, into dist/cli/locus.js: one file, no dependencies. Exits when it fails. */
export function buildCli(options = {}) {
  const args = ['build', '--config', 'cli/vite.config.ts', '--logLevel', 'warn'];
  if (wasm(options) !== 0 || run(bin('vite'), args, options) !== 0) {
    console.error('The build of the command line failed.');
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensurePackages();
  buildApp();
  buildCli();
}
