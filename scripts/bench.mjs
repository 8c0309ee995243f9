// Measures Locus beside its peers: installs them into bench/node_modules when missing, builds bench/ and runs it.
// npm run bench [-- --quick] [--only umap,pca]
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { buildApp } from './build.mjs';
import { bin, ensurePackages, ROOT, run } from './ensure.mjs';

const PEERS = join(ROOT, 'bench');

function ensurePeers() {
  const stamp = join(PEERS, 'node_modules', '.package-lock.json');
  const lock = join(PEERS, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return 0;
  console.log('Installing the peers ...');
  return run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS });
}

const build = (config) => run(bin('vite'), ['build', '--config', config, '--logLevel', 'warn']);

ensurePackages();
await ensureBrowser();
buildApp();
const steps = [
  ensurePeers,
  () => build('bench/vite.config.ts'),
  () => build('bench/browser/vite.config.ts'),
  () => run(process.execPath, ['dist/bench/run.js', ...process.argv.slice(2)]),
];
process.exitCode = steps.some((step) => step() !== 0) ? 1 : 0;
