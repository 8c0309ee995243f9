import { cpus, release, totalmem, type } from 'node:os';

/** The machine in one line: figures mean nothing without it. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} threads, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}
