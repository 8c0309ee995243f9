import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine in one line: figures mean nothing without it. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} threads, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** Processes that were running or waiting during the last minute: well under 1 on a quiet machine. */
export const load = (): string => loadavg()[0]!.toFixed(2);
