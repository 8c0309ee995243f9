import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** Pythons to try, the system's first: where the packages of a distribution are. */
const PYTHONS = ['/usr/bin/python3', 'python3'];
const MAX_OUTPUT = 2 ** 28;

/** A Python that has the module, or null: then the peer is not here. */
export function pythonWith(module: string): string | null {
  const has = (python: string): boolean => {
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  return PYTHONS.find(has) ?? null;
}

/** Runs a script of tools/golden/bench; it prints one JSON value a line. */
export async function runPython<T>(
  python: string,
  script: string,
  args: readonly (string | number)[],
): Promise<T[]> {
  const { stdout } = await promisify(execFile)(
    python,
    [`tools/golden/bench/${script}`, ...args.map(String)],
    { maxBuffer: MAX_OUTPUT },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
