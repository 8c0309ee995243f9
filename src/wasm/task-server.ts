import { Instance } from './instance.ts';
import type { Reply, Request } from './messages.ts';
import { openCovariance } from './tasks/covariance.ts';
import { openLayout } from './tasks/layout.ts';
import { openListed } from './tasks/listed.ts';
import { openPairs } from './tasks/pairs.ts';
import { openProject } from './tasks/project.ts';
import { openTopk } from './tasks/topk.ts';
import { openWeightedSums } from './tasks/weighted-sums.ts';
import type { Task } from './tasks/task.ts';

/** A thread keeps one idle instance up to this size; a larger one is left to the collector, for WASM memory never shrinks. */
const KEEP_BYTES = 16 * 2 ** 20;

interface Job {
  readonly wasm: Instance;
  readonly task: Task;
  running: Generator<undefined, object> | null;
}

/** The jobs of one thread. Pure: requests in, replies out, so that it serves a worker, a channel or a plain call. */
export class TaskServer {
  private readonly jobs = new Map<number, Job>();
  private idle: Instance | null = null;

  /** Answers within about the slice asked for. Throws what the task throws; the job then still has to be closed. */
  handle(request: Request): Reply {
    switch (request.op) {
      case 'open':
        this.open(request);
        return this.reply({});
      case 'run': {
        const job = this.job(request.job);
        job.running = job.task.run(request.input);
        return this.proceed(job, request.sliceMs);
      }
      case 'proceed':
        return this.proceed(this.job(request.job), request.sliceMs);
      case 'close':
        this.close(request.job);
        return this.reply({});
    }
  }

  private open(request: Extract<Request, { op: 'open' }>): void {
    const wasm = this.idle ?? new Instance();
    this.idle = null;
    wasm.reset();
    this.jobs.set(request.job, { wasm, task: openTask(wasm, request), running: null });
  }

  private proceed(job: Job, sliceMs: number): Reply {
    if (!job.running) throw new Error('proceed without run');
    const deadline = performance.now() + sliceMs;
    do {
      const step = job.running.next();
      if (step.done) {
        job.running = null;
        return this.reply(step.value);
      }
    } while (performance.now() < deadline);
    return { done: false, idleBytes: this.idleBytes };
  }

  private close(id: number): void {
    const job = this.jobs.get(id);
    this.jobs.delete(id);
    if (job && !this.idle && job.wasm.bytes <= KEEP_BYTES) this.idle = job.wasm;
  }

  private job(id: number): Job {
    const job = this.jobs.get(id);
    if (!job) throw new Error(`no job ${id}`);
    return job;
  }

  private get idleBytes(): number {
    return this.idle?.bytes ?? 0;
  }

  private reply(output: object): Reply {
    return { done: true, output, idleBytes: this.idleBytes };
  }
}

function openTask(wasm: Instance, request: Extract<Request, { op: 'open' }>): Task {
  switch (request.kind) {
    case 'topk':
      return openTopk(wasm, request.options);
    case 'listed':
      return openListed(wasm, request.options);
    case 'pairs':
      return openPairs(wasm, request.options);
    case 'covariance':
      return openCovariance(wasm, request.options);
    case 'layout':
      return openLayout(wasm, request.options);
    case 'project':
      return openProject(wasm, request.options);
    case 'weightedSums':
      return openWeightedSums(wasm, request.options);
  }
}
