#!/usr/bin/env node
// The command line. Builds dist/cli on first use and whenever the sources are newer; stdout is the program's alone.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages, ROOT } from './ensure.mjs';

const built = join(ROOT, 'dist', 'cli', 'locus.js');

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.parentPath.includes('generated')) continue;
    latest = Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return latest;
}

const stale = () => {
  const since = statSync(built).mtimeMs;
  return newest('src') > since || newest('cli') > since;
};

if (!existsSync(built) || (existsSync(join(ROOT, 'src')) && stale())) {
  ensurePackages({ quiet: true });
  const { buildCli } = await import('./build.mjs');
  buildCli({ stdio: ['ignore', 2, 2] });
}
await import(pathToFileURL(built).href);
