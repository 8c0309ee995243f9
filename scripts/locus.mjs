#!/usr/bin/env node
// The command line. Builds dist/cli on first use and whenever the sources are newer; stdout is the program's alone.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages, ROOT } from './ensure.mjs';
import { isStale } from './stale.mjs';

const built = join(ROOT, 'dist', 'cli', 'locus.js');

if (isStale(built, ROOT)) {
  ensurePackages({ quiet: true });
  const { buildCli } = await import('./build.mjs');
  buildCli({ stdio: ['ignore', 2, 2] });
}
await import(pathToFileURL(built).href);
