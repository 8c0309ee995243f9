import { toPlain } from '../base/errors.ts';
import type { Answer, Envelope, Port } from './messages.ts';
import { TaskServer } from './task-server.ts';

/** Makes a worker (its global scope) or a port one thread of a `PoolExecutor`. Results are transferred. */
export function serveTasks(port: Port): void {
  const server = new TaskServer();
  port.onmessage = ({ data: { id, request } }: { data: Envelope }) => {
    try {
      const reply = server.handle(request);
      port.postMessage({ id, reply } satisfies Answer, buffersOf(reply.output));
    } catch (error) {
      port.postMessage({ id, error: toPlain(error) } satisfies Answer, []);
    }
  };
}

function buffersOf(output: unknown): ArrayBuffer[] {
  return Object.values(output ?? {}).flatMap((value: unknown) =>
    ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : [],
  );
}
