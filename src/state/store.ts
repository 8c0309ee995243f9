import { createStore, type StoreApi } from 'zustand/vanilla';
import { createDataSlice, type DataSlice } from './data-slice.ts';
import { createResultsSlice, type ResultsSlice } from './results-slice.ts';
import { createSessionSlice, type SessionSlice, type ThemeStorage } from './session-slice.ts';
import { createWorkspaceSlice, type WorkspaceSlice } from './workspace-slice.ts';

export type LocusState = WorkspaceSlice & DataSlice & ResultsSlice & SessionSlice;
export type LocusStore = StoreApi<LocusState>;

export interface StoreOptions {
  /** Where the theme is kept: `() => localStorage`. Absent: nowhere. */
  readonly storage?: ThemeStorage;
  /** Milliseconds; decides which edits coalesce. */
  readonly now?: () => number;
}

/** The state of one page. The app makes one and hands it to React through `LocusContext` (hooks.ts). */
export function createLocusStore({ storage, now = Date.now }: StoreOptions = {}): LocusStore {
  return createStore<LocusState>()((set, get) => ({
    ...createWorkspaceSlice(now)(set, get),
    ...createDataSlice(set, get),
    ...createResultsSlice(set, get),
    ...createSessionSlice(storage)(set, get),
  }));
}
