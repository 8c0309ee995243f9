import { CancelledError } from '../base/errors.ts';

/** `interactive`: a person waits for it and it is short. It passes in front of the others, also of the running one. */
export type Priority = 'interactive' | 'batch';

/** Order of those that wait; a task that lent its turn goes on before those that have not begun. */
const RANK = { interactive: 0, resuming: 1, batch: 2 } as const;

interface Waiting {
  readonly rank: number;
  readonly start: () => void;
}

/**
 * Runs tasks one after another. A task that is cancelled while it waits leaves at once; a task that is paused
 * lends its turn to those behind it, and every task lends it to interactive ones between two blocks.
 */
export class SerialQueue {
  private busy = false;
  private readonly waiting: Waiting[] = [];

  /** Runs `task` when its turn comes. @throws CancelledError when the signal fires before that */
  async add<T>(
    task: (turn: Turn) => Promise<T>,
    options: { readonly signal?: AbortSignal | undefined; readonly priority?: Priority } = {},
  ): Promise<T> {
    const { signal, priority = 'batch' } = options;
    await this.take(RANK[priority], signal);
    const turn = new Turn(this, priority, signal);
    try {
      return await task(turn);
    } finally {
      turn.end();
    }
  }

  /** Whether somebody waits who goes before a batch task that is running. */
  get urgent(): boolean {
    return this.waiting[0]?.rank === RANK.interactive;
  }

  /** Waits for the turn. @throws CancelledError when the signal fires before that */
  async take(rank: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw new CancelledError();
    if (!this.busy) {
      this.busy = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(new CancelledError());
      };
      const start = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const entry = { rank, start };
      signal?.addEventListener('abort', leave, { once: true });
      const behind = this.waiting.findIndex((other) => other.rank > rank);
      this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, entry);
    });
  }

  /** The next in line keeps the queue busy: nobody can slip in between. */
  give(): void {
    const next = this.waiting.shift();
    if (next) next.start();
    else this.busy = false;
  }
}

/** A task's turn in the queue, which it can lend. */
export class Turn {
  private held = true;
  private over = false;
  /** Settles when the turn is back; null while nobody else has it. */
  private lent: Promise<void> | null = null;

  constructor(
    private readonly queue: SerialQueue,
    private readonly priority: Priority,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * To be asked between two blocks, by all threads of the task: nothing to wait for, or a promise of going on. Lends the
   * turn until `paused` settles, and to interactive tasks that wait. @throws CancelledError by the promise
   */
  pass(paused: Promise<void> | undefined): Promise<void> | undefined {
    if (this.lent) return this.lent;
    if (!paused && !(this.priority === 'batch' && this.queue.urgent)) return undefined;
    this.lent = this.lend(paused).finally(() => (this.lent = null));
    return this.lent;
  }

  end(): void {
    this.over = true;
    this.release();
  }

  private release(): void {
    if (this.held) this.queue.give();
    this.held = false;
  }

  private async lend(until: Promise<void> | undefined): Promise<void> {
    this.release();
    await until;
    await this.queue.take(RANK.resuming, this.signal);
    this.held = true;
    // One thread of the task failed while another waited here: nobody is left to give the turn back.
    if (this.over) this.release();
  }
}
