import type { Control } from '../base/control.ts';
import { toPlain } from '../base/errors.ts';
import type { FromThread, Tasks, ToThread } from './isolation.ts';
import { fromBytes, type ByteSource } from './source.ts';

/** The thread's way to whoever started it. */
export interface ParentPort {
  postMessage(message: FromThread, transfer: ArrayBufferLike[]): void;
  listen(message: (data: ToThread) => void): void;
}

/** Signs of life that say nothing new are this many milliseconds apart. */
const ALIVE_MS = 100;

/**
 * The inside of an isolated thread: runs `tasks` as it is told, and says that it is alive.
 * @param reopen makes a source of what `ByteSource.origin` was
 */
export function serveIsolated(
  port: ParentPort,
  tasks: Tasks,
  reopen: (origin: unknown, name: string) => ByteSource | Promise<ByteSource>,
): void {
  let goOn = (): void => undefined;
  const post = (message: FromThread): void => port.postMessage(message, []);
  let told = 0;
  let toldAt = -Infinity;
  const alive = (more: number): void => {
    const now = performance.now();
    if (more === told && now - toldAt < ALIVE_MS) return;
    told = more;
    toldAt = now;
    post({ kind: 'alive', more });
  };
  const control: Control = {
    alive,
    progress: (progress) => post({ kind: 'progress', progress }),
    gate: () =>
      new Promise((resolve) => {
        goOn = resolve;
        post({ kind: 'wait' });
      }),
  };
  port.listen((message) => {
    if (message.kind === 'go') return goOn();
    const { task, name, from, argument } = message.call;
    told = 0;
    void (async () => {
      const source =
        'bytes' in from ? fromBytes(from.bytes, name) : await reopen(from.origin, name);
      const { value, transfer } = await tasks[task]!({ ...source, name }, argument, control);
      port.postMessage({ kind: 'done', value }, [...transfer]);
    })().catch((error: unknown) => post({ kind: 'failed', error: toPlain(error) }));
  });
  post({ kind: 'ready' });
}
