import { CancelledError, fromPlain, LocusError, type PlainError } from '../../base/errors.ts';
import type { SearchIndex, SearchQuery } from './search.ts';

export type SearchRequest =
  | { readonly kind: 'index'; readonly index: SearchIndex }
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

const startWorker = (): SearchWorker =>
  new Worker(new URL('./search.worker.ts', import.meta.url), {
    type: 'module',
  }) as unknown as SearchWorker;

interface Pending {
  readonly id: number;
  readonly regex: boolean;
  readonly resolve: (items: Uint32Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Text search over one data set. The latest query wins: a running one is rejected with CancelledError. A query that
 * takes over two seconds (a regular expression that backtracks without end) is stopped with E_PATTERN_SLOW.
 */
export class SearchClient {
  private worker: SearchWorker | null = null;
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
    if (this.pending?.regex) this.fail(new CancelledError());
    else this.drop(new CancelledError());
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(tooSlow()), this.limitMs);
      this.pending = { id, regex: query.regex, resolve, reject, timer };
      this.connect().postMessage({ kind: 'query', id, query });
    });
  }

  dispose(): void {
    this.fail(new CancelledError());
  }

  private connect(): SearchWorker {
    if (this.worker) return this.worker;
    const worker = this.start();
    worker.onmessage = ({ data }) => this.settle(data);
    worker.onerror = ({ message }) => this.fail(workerFailed(message));
    worker.postMessage({ kind: 'index', index: this.index });
    this.worker = worker;
    return worker;
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
