import type { LocusStore } from './store.ts';
import { encodeLink } from './link.ts';

export interface LinkWriterOptions {
  /** Pause after the last change before the link is written, in milliseconds. */
  readonly delay?: number;
  /** Puts the fragment into the address: `(f) => history.replaceState(null, '', f || location.pathname + location.search)`. */
  readonly write: (fragment: string) => void;
}

export interface LinkWriter {
  /** Writes at once what waits to be written; gives back the fragment of the workspace as it is now. */
  flush(): string;
  /** Stops watching; what waits is not written. */
  stop(): void;
}

/** Keeps the address equal to the workspace, and `linkProblem` to what the address had to leave out. */
export function linkWriter(
  store: LocusStore,
  { delay = 400, write }: LinkWriterOptions,
): LinkWriter {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written: string | undefined;

  const flush = (): string => {
    clearTimeout(timer);
    timer = undefined;
    const { workspace, unknown, linkProblem, setLinkProblem } = store.getState();
    const { fragment, leftOut } = encodeLink(workspace, unknown);
    if (fragment !== written) write((written = fragment));
    if (leftOut?.message !== linkProblem?.message) setLinkProblem(leftOut);
    return fragment;
  };
  const unsubscribe = store.subscribe((state, before) => {
    if (state.workspace === before.workspace && state.unknown === before.unknown) return;
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  });
  return {
    flush,
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
