import { useEffect, useRef, useState } from 'react';
import type { Progress } from '../../src/base/control.ts';
import { errorDetails, toPlain } from '../../src/base/errors.ts';

/** Longer work than this shows how far it is, in milliseconds. */
const SHOW_AFTER = 1000;

export interface Saving {
  /** Null while nothing is written, or not for long. */
  readonly progress: Progress | null;
  /** What went wrong and the way out, in words. */
  readonly problem: string | null;
  /** The file that `work` writes; null when it was cancelled or failed. */
  run(work: (control: SavingControl) => Promise<Blob>): Promise<Blob | null>;
  /** Whether there was something to cancel. */
  cancel(): boolean;
}

interface SavingControl {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** Writing a file for a dialog: how far it is, what went wrong. It is cancelled with the dialog. */
export function useSaving(): Saving {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  return {
    progress,
    problem,
    async run(work) {
      const { signal } = (abort.current = new AbortController());
      setProblem(null);
      let latest: Progress = { stage: 'Writing', done: 0, total: 0 };
      let isShown = false;
      const timer = setTimeout(() => {
        isShown = true;
        setProgress(latest);
      }, SHOW_AFTER);
      try {
        return await work({
          signal,
          progress: (report) => {
            latest = report;
            if (isShown) setProgress(report);
          },
        });
      } catch (error) {
        if (toPlain(error).kind !== 'cancelled') {
          const { message, hint } = errorDetails(error);
          setProblem(`${message} ${hint}`);
        }
        return null;
      } finally {
        clearTimeout(timer);
        abort.current = null;
        setProgress(null);
      }
    },
    cancel() {
      abort.current?.abort();
      return abort.current !== null;
    },
  };
}
