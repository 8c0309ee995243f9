// Makes a fresh clone ready: installs the npm packages when they are missing or older than package-lock.json.
// Uses nothing but Node, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's root and shows what it prints. Returns its exit status. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: options.quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    ...options,
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/** Path of a program installed with the npm packages. */
export const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

export function ensurePackages({ quiet = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Locus needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const stamp = join(ROOT, 'node_modules', '.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  if (!quiet) console.log('Installing packages ...');
  if (run('npm', ['ci', '--no-audit', '--no-fund'], { quiet }) !== 0) {
    console.error('The packages could not be installed. Is the npm registry within reach?');
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensurePackages();
