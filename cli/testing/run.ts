import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The project's root, where the command line runs in these tests. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Vectors of a committed sample. */
export const vectors = (sample: string): string => `public/samples/${sample}/vectors.npy`;

/** Runs the program that people run, built from these sources when it is older than they are. */
export function run(...args: string[]): { status: number | null; output: unknown } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts', 'locus.mjs'), ...args, '--json'],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (stdout === '') throw new Error(`locus ${args.join(' ')} printed nothing: ${stderr}`);
  return { status, output: JSON.parse(stdout) as unknown };
}

/** Runs it for a person: what it printed as text. */
export function print(...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts', 'locus.mjs'), ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, stdout };
}

/** What it printed, when all went well. */
export function locus<T>(...args: string[]): T {
  const { status, output } = run(...args);
  if (status !== 0) throw new Error(JSON.stringify(output));
  return output as T;
}
