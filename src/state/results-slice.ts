import type { Estimate, Result } from '../analysis/types.ts';
import type { Progress } from '../base/control.ts';
import type { ErrorDetails } from '../base/errors.ts';
import { createFrames, type Frames } from './frames.ts';
import type { Slice } from './slice.ts';

/** `asking`: over budget; nothing runs until the person has chosen. */
export type RunStatus = 'idle' | 'asking' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** What a pane computes and shows. */
export interface PaneRun {
  readonly status: RunStatus;
  /** Run key of what was asked for last; null before the first run. */
  readonly key: string | null;
  readonly progress?: Progress;
  /** What the run would take; while `asking`. */
  readonly estimate?: Estimate;
  /** What is shown: the last result, kept while the next one is computed, so that the picture never blanks. */
  readonly result?: Result;
  /** Run key of `result`; absent when the vectors it was computed on are held no more. */
  readonly resultKey?: string;
  readonly error?: ErrorDetails;
}

/**
 * Runs by pane. Every report names the run it speaks of by its key; a report of a run that is no longer the
 * pane's own is ignored (latest wins), only its result is remembered.
 */
export interface ResultsSlice {
  readonly results: ReadonlyMap<string, PaneRun>;
  /** Live frames; outside zustand's change detection on purpose. */
  readonly frames: Frames;

  /** Shows a remembered result of this run, without computing. False when there is none. */
  showCached(pane: string, key: string): boolean;
  /** Whether the result of this run is remembered. */
  hasResult(key: string): boolean;
  beginRun(pane: string, key: string): void;
  /** The run that began would take more than the budget: asks the person. */
  askRun(pane: string, key: string, estimate: Estimate): void;
  setProgress(pane: string, key: string, progress: Progress): void;
  pauseRun(pane: string, key: string): void;
  resumeRun(pane: string, key: string): void;
  finishRun(pane: string, key: string, result: Result): void;
  failRun(pane: string, key: string, error: ErrorDetails): void;
  cancelRun(pane: string, key: string): void;
  /** Forgets every run and every remembered result: the vectors changed. What is shown stays until there is another. */
  forgetResults(): void;
}

/** Results remembered for undo, redo and a second look; the one used longest ago goes first. */
export const REMEMBERED_RESULTS = 16;

export const createResultsSlice: Slice<ResultsSlice> = (set, get) => {
  const remembered = new Map<string, Result>();
  const frames = createFrames();

  const remember = (key: string, result: Result): void => {
    remembered.delete(key);
    remembered.set(key, result);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED_RESULTS) break;
      remembered.delete(oldest);
    }
  };
  const put = (pane: string, run: PaneRun): void =>
    set({ results: new Map(get().results).set(pane, run) });
  /** The pane's run if it is still the one called `key` and has not settled. */
  const current = (pane: string, key: string): PaneRun | null => {
    const run = get().results.get(pane);
    return run && run.key === key && UNSETTLED.has(run.status) ? run : null;
  };
  const settle = (
    pane: string,
    key: string,
    status: 'failed' | 'cancelled',
    error?: ErrorDetails,
  ) => {
    const run = current(pane, key);
    if (!run) return;
    frames.clear(pane);
    put(pane, { status, key, ...shown(run), ...(error && { error }) });
  };

  return {
    results: new Map(),
    frames,

    showCached(pane, key) {
      const result = remembered.get(key);
      if (!result) return false;
      remember(key, result);
      frames.clear(pane);
      put(pane, { status: 'done', key, result, resultKey: key });
      return true;
    },
    hasResult: (key) => remembered.has(key),
    beginRun(pane, key) {
      frames.clear(pane);
      put(pane, { status: 'running', key, ...shown(get().results.get(pane)) });
    },
    askRun(pane, key, estimate) {
      const run = current(pane, key);
      if (run) put(pane, { status: 'asking', key, estimate, ...shown(run) });
    },
    setProgress(pane, key, progress) {
      const run = current(pane, key);
      if (run) put(pane, { ...run, progress });
    },
    pauseRun(pane, key) {
      const run = current(pane, key);
      if (run) put(pane, { ...run, status: 'paused' });
    },
    resumeRun(pane, key) {
      const run = current(pane, key);
      if (run) put(pane, { ...run, status: 'running' });
    },
    finishRun(pane, key, result) {
      remember(key, result);
      if (!current(pane, key)) return;
      frames.clear(pane);
      put(pane, { status: 'done', key, result, resultKey: key });
    },
    failRun: (pane, key, error) => settle(pane, key, 'failed', error),
    cancelRun: (pane, key) => settle(pane, key, 'cancelled'),
    forgetResults() {
      remembered.clear();
      const results = new Map<string, PaneRun>();
      for (const [pane, { result }] of get().results) {
        frames.clear(pane);
        if (result) results.set(pane, { status: 'idle', key: null, result });
      }
      set({ results });
    },
  };
};

const UNSETTLED: ReadonlySet<RunStatus> = new Set(['asking', 'running', 'paused']);

/** What stays on the screen while the next run is under way. */
const shown = (run: PaneRun | undefined): Pick<PaneRun, 'result' | 'resultKey'> => ({
  ...(run?.result && { result: run.result }),
  ...(run?.resultKey !== undefined && { resultKey: run.resultKey }),
});
