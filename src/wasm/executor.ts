import type { Reply, Request } from './messages.ts';

/** Threads that take requests: this one (`InlineExecutor`) or workers (`PoolExecutor`). */
export interface Executor {
  readonly threads: number;
  /**
   * Sends a request to one thread; the answer comes within about `sliceMs` of its turn.
   * Buffers in `transfer` are moved where there is a boundary, so the caller must not use them again.
   */
  call(thread: number, request: Request, transfer?: ArrayBuffer[]): Promise<Reply>;
  /** WASM memory kept between jobs by all threads, as last reported. */
  bytes(): number;
  dispose(): void;
}
