import { CancelledError, fromPlain, LocusError, type PlainError } from '../../base/errors.ts';
import { partOf, type SearchIndex, type SearchQuery } from './search.ts';

export type SearchRequest =
  /** The next items of the index. */
  | { readonly kind: 'index'; readonly part: SearchIndex }
  | { readonly kind: 'query'; readonly id: number; readonly query: SearchQuery };

export type SearchReply = { readonly id: number } & (
  { readonly items: Uint32Array } | { readonly error: PlainError }
);

/** The part of `Worker` that is used; tests give their own. */
export interface SearchWorker {
  postMessage(message: SearchRequest): void;
  terminate(): void;
  onmessage: ((event: { data: SearchReply }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}

const LIMIT_MS = 2000;
/** Items that cross to the worker in one task: to write out more texts at once would hold up the page. */
const PART = 50_000;

const startWorker = (): SearchWorker =>
  new Worker(new URL('./search.worker.ts', import.meta.url), {
    type: 'module',
  }) as unknown as SearchWorker;

interface Pending {
  readonly id: number;
  readonly query: SearchQuery;
  readonly resolve: (items: Uint32Array) => void;
  readonly reject: (error: Error) => void;
  /** Runs from when the worker has the query. */
  timer?: ReturnType<typeof setTimeout>;
}

/**
 * Text search over one data set. The latest query wins: a running one is rejected with CancelledError. A query that
 * takes over two seconds (a regular expression that backtracks without end) is stopped with E_PATTERN_SLOW.
 */
export class SearchClient {
  private worker: SearchWorker | null = null;
  /** Items that the worker has not been given yet begin here. */
  private fed = 0;
  private pending: Pending | null = null;
  private count = 0;

  constructor(
    private readonly index: SearchIndex,
    private readonly start: () => SearchWorker = startWorker,
    private readonly limitMs = LIMIT_MS,
  ) {}

  /**
   * Items that match, sorted.
   * @throws LocusError E_PATTERN, E_PATTERN_SLOW or E_WORKER; CancelledError when a newer query came
   */
  find(query: SearchQuery): Promise<Uint32Array> {
    // A regular expression cannot be interrupted: a fresh worker answers at once. A substring is over in a moment.
    if (this.pending?.query.regex) this.fail(new CancelledError());
    else this.drop(new CancelledError());
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.pending = { id, query, resolve, reject };
      if (!this.worker) this.feed(this.connect());
      else if (this.fed >= this.index.ids.length) this.ask(this.worker);
      // Else it is asked when the worker has the whole index.
    });
  }

  dispose(): void {
    this.fail(new CancelledError());
  }

  private connect(): SearchWorker {
    const worker = this.start();
    worker.onmessage = ({ data }) => this.settle(data);
    worker.onerror = ({ message }) => this.fail(workerFailed(message));
    this.worker = worker;
    this.fed = 0;
    return worker;
  }

  /** Gives the worker the next items, and when it has all of them, the query that waits. */
  private feed(worker: SearchWorker): void {
    if (worker !== this.worker) return;
    worker.postMessage({ kind: 'index', part: partOf(this.index, this.fed, this.fed + PART) });
    this.fed += PART;
    if (this.fed < this.index.ids.length) setTimeout(() => this.feed(worker));
    else this.ask(worker);
  }

  private ask(worker: SearchWorker): void {
    if (!this.pending) return;
    const { id, query } = this.pending;
    this.pending.timer = setTimeout(() => this.fail(tooSlow()), this.limitMs);
    worker.postMessage({ kind: 'query', id, query });
  }

  private settle(reply: SearchReply): void {
    const pending = this.pending;
    if (!pending || pending.id !== reply.id) return;
    this.pending = null;
    clearTimeout(pending.timer);
    if ('items' in reply) pending.resolve(reply.items);
    else pending.reject(fromPlain(reply.error));
  }

  /** Ends the worker together with what it was doing. */
  private fail(error: Error): void {
    this.worker?.terminate();
    this.worker = null;
    this.drop(error);
  }

  /** Rejects what is pending; its answer, if it comes, is ignored. */
  private drop(error: Error): void {
    const pending = this.pending;
    this.pending = null;
    if (!pending) return;
    clearTimeout(pending.timer);
    pending.reject(error);
  }
}

function tooSlow(): LocusError {
  return new LocusError({
    code: 'E_PATTERN_SLOW',
    message: 'The search took over two seconds and was stopped.',
    hint: 'Simplify the pattern: repetitions inside repetitions, like (a+)+, can take for ever.',
  });
}

function workerFailed(message = 'unknown cause'): LocusError {
  return new LocusError({
    code: 'E_WORKER',
    message: `The search could not run: ${message}.`,
    hint: 'Search again; if it fails again, reload the page.',
  });
}
