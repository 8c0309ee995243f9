import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What dist/cli is built from: folders with all in them (cli holds its build configuration), and the versions used. */
const SOURCES = ['src', 'cli', 'package-lock.json'];

/** Whether `built` is missing, or older than a source under `root`. Without sources, what is built is all there is. */
export function isStale(built, root) {
  if (!existsSync(built)) return true;
  if (!existsSync(join(root, 'src'))) return false;
  const since = statSync(built).mtimeMs;
  return SOURCES.some((path) => newest(join(root, path)) > since);
}

function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry?.isDirectory()) return entry?.mtimeMs ?? 0;
  const inside = readdirSync(path).filter((name) => name !== 'generated');
  return Math.max(0, ...inside.map((name) => newest(join(path, name))));
}
