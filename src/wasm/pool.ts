import { fromPlain, LocusError } from '../base/errors.ts';
import type { Executor } from './executor.ts';
import type { Answer, Envelope, Port, Reply, Request } from './messages.ts';

/** A Worker, or any port with a thread behind it that runs `serveTasks`. */
export interface PoolPort extends Port {
  onerror?: ((event: never) => void) | null;
  terminate?(): void;
}

/**
 * A pool of worker threads. No memory is shared: arrays are transferred.
 * @param ports one for each thread
 * @param respawn makes a new thread in place of one that died; without it a dead thread keeps refusing
 */
export class PoolExecutor implements Executor {
  readonly threads: number;
  private readonly members: Thread[];
  private readonly respawn: (() => PoolPort) | undefined;

  constructor(ports: readonly PoolPort[], respawn?: () => PoolPort) {
    this.threads = ports.length;
    this.members = ports.map((port) => new Thread(port));
    this.respawn = respawn;
  }

  call(index: number, request: Request, transfer: ArrayBuffer[] = []): Promise<Reply> {
    const thread = this.members[index]!;
    // Only a new job goes to a new thread: what an open one had built is gone with the old.
    if (thread.dead && request.op === 'open' && this.respawn) {
      this.members[index] = new Thread(this.respawn());
    }
    return this.members[index]!.call(request, transfer);
  }

  bytes(): number {
    return this.members.reduce((sum, thread) => sum + thread.idleBytes, 0);
  }

  dispose(): void {
    for (const thread of this.members) thread.end('the pool was closed');
  }
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

class Thread {
  idleBytes = 0;
  dead: string | null = null;
  private readonly port: PoolPort;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(port: PoolPort) {
    this.port = port;
    port.onmessage = ({ data }: { data: Answer }) => this.settle(data);
    port.onerror = (event: { message?: string }) => this.end(event.message ?? 'it failed to load');
  }

  call(request: Request, transfer: ArrayBuffer[]): Promise<Reply> {
    if (this.dead !== null) return Promise.reject(stopped(this.dead));
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.port.postMessage({ id, request } satisfies Envelope, transfer);
      this.waiting.set(id, { resolve, reject });
    });
  }

  /** Ends the thread and rejects all that waits on it. */
  end(reason: string): void {
    if (this.dead !== null) return;
    this.dead = reason;
    this.idleBytes = 0;
    this.port.terminate?.();
    for (const { reject } of this.waiting.values()) reject(stopped(reason));
    this.waiting.clear();
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) {
      waiting?.reject(fromPlain(answer.error));
      return;
    }
    this.idleBytes = answer.reply.idleBytes;
    waiting?.resolve(answer.reply);
  }
}

function stopped(reason: string): LocusError {
  return new LocusError({
    code: 'E_WORKER',
    message: `a compute thread stopped: ${reason}.`,
    hint: 'Run it again. If it stops again, the data may be too large for this machine: take a sample.',
  });
}
