import { isMainThread } from 'node:worker_threads';
import { errorDetails, LocusError } from '../src/base/errors.ts';
import { provideFileHasher } from '../src/io/hash.ts';
import { provideIsolation } from '../src/io/isolation.ts';
import { nodeThread } from '../src/workers/node-thread.ts';
import { errorJson, errorText } from './error.ts';
import { exportCommand } from './export.ts';
import { inspectCommand } from './inspect.ts';
import { reportCommand } from './report.ts';
import { HELP } from './help.ts';
import { nativeHasher } from './native-hasher.ts';
import { serveThread } from './serve-thread.ts';

/** Exit status: 0 done, 2 an error that was reported. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  const json = args.includes('--json');
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    switch (command) {
      case 'report':
        return await reportCommand(rest);
      case 'inspect':
        return await inspectCommand(rest);
      case 'export':
        return await exportCommand(rest);
      case undefined:
      case 'help':
      case '--help':
      case '-h':
        process.stdout.write(HELP);
        return 0;
      default:
        throw new LocusError({
          code: 'E_USAGE',
          message: `There is no command "${command}".`,
          hint: 'Use report, inspect or export; locus --help lists the options.',
        });
    }
  } catch (error) {
    const details = errorDetails(error);
    if (json) {
      process.stdout.write(`${JSON.stringify({ error: errorJson(details) })}\n`);
    } else {
      const { cause, hint } = errorText(details);
      process.stderr.write(`${cause}\n${hint}\n(${details.code})\n`);
    }
    return 2;
  }
}

if (isMainThread) {
  provideFileHasher(nativeHasher);
  provideIsolation(() => nodeThread(new URL(import.meta.url)));
  // The status is set, not forced: a pipe that reads slowly still gets all of the output.
  process.exitCode = await main(process.argv.slice(2));
} else serveThread();
