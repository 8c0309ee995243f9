/**
 * Undo and redo over immutable snapshots. A snapshot shares everything that did not change with its
 * neighbours, so an entry costs what the edit replaced. Pure: every function gives back a new History.
 */

/** Older entries are forgotten beyond this. */
export const HISTORY_LIMIT = 200;

/** Edits with one coalesce key that follow each other faster than this are one entry, in milliseconds. */
export const COALESCE_WITHIN = 1000;

interface Step<T> {
  /** What the edit did, in words: "colour by category". */
  readonly label: string;
  /** In `past` the state before the edit, in `future` the state after it. */
  readonly state: T;
}

export interface History<T> {
  readonly present: T;
  /** Oldest first. */
  readonly past: readonly Step<T>[];
  /** The step that redo takes is the last one. */
  readonly future: readonly Step<T>[];
  /** The newest entry while it still takes in further edits of the same key. */
  readonly open: { readonly key: string; readonly at: number } | null;
}

export interface RecordOptions {
  /** Time of the edit in milliseconds. */
  readonly now: number;
  /** Consecutive edits with the same key become one entry. */
  readonly coalesce?: string;
  /** Longest pause between them, in milliseconds. Default COALESCE_WITHIN. */
  readonly within?: number;
}

export const startHistory = <T>(present: T): History<T> => ({
  present,
  past: [],
  future: [],
  open: null,
});

/** Makes `next` the present and remembers the way back. An edit that changes nothing leaves no entry. */
export function record<T>(
  history: History<T>,
  label: string,
  next: T,
  { now, coalesce, within = COALESCE_WITHIN }: RecordOptions,
): History<T> {
  const { present, past, open } = history;
  if (next === present) return history;
  const joins = open !== null && open.key === coalesce && now - open.at <= within;
  return {
    present: next,
    past: joins ? past : [...past.slice(1 - HISTORY_LIMIT), { label, state: present }],
    future: [],
    open: coalesce === undefined ? null : { key: coalesce, at: now },
  };
}

/** Changes the present without an entry: for what the app decides by itself, such as clipping to the data. */
export const amend = <T>(history: History<T>, next: T): History<T> =>
  next === history.present ? history : { ...history, present: next };

export function undo<T>(history: History<T>): History<T> {
  const step = history.past.at(-1);
  if (!step) return history;
  return {
    present: step.state,
    past: history.past.slice(0, -1),
    future: [...history.future, { label: step.label, state: history.present }],
    open: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const step = history.future.at(-1);
  if (!step) return history;
  return {
    present: step.state,
    past: [...history.past, { label: step.label, state: history.present }],
    future: history.future.slice(0, -1),
    open: null,
  };
}

/** The same change to every state, without an entry: for what belongs to the data, not to the person. */
export const mapHistory = <T>(history: History<T>, change: (state: T) => T): History<T> => {
  const changed = (step: Step<T>): Step<T> => ({ ...step, state: change(step.state) });
  const { past, future } = history;
  return {
    ...history,
    present: change(history.present),
    past: past.map(changed),
    future: future.map(changed),
  };
};

/** "Undo: colour by category", or null when there is nothing to undo. */
export const undoLabel = (history: History<unknown>): string | null => {
  const step = history.past.at(-1);
  return step ? `Undo: ${step.label}` : null;
};

/** "Redo: colour by category", or null when there is nothing to redo. */
export const redoLabel = (history: History<unknown>): string | null => {
  const step = history.future.at(-1);
  return step ? `Redo: ${step.label}` : null;
};
