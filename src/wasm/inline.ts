import type { Executor } from './executor.ts';
import type { Reply, Request } from './messages.ts';
import { TaskServer } from './task-server.ts';

/** Runs the tasks on the calling thread: for the command line and tests. Callers rest between slices. */
export class InlineExecutor implements Executor {
  readonly threads = 1;
  private server = new TaskServer();
  private idleBytes = 0;

  async call(_thread: number, request: Request): Promise<Reply> {
    const reply = this.server.handle(request);
    this.idleBytes = reply.idleBytes;
    return reply;
  }

  bytes(): number {
    return this.idleBytes;
  }

  dispose(): void {
    this.server = new TaskServer();
    this.idleBytes = 0;
  }
}
