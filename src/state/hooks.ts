import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import { toItems } from './selection.ts';
import type { LocusState, LocusStore } from './store.ts';
import type { PaneRun } from './results-slice.ts';
import type { PaneState } from './workspace.ts';

/** Holds the page's store: `<LocusContext value={store}>`. */
export const LocusContext = createContext<LocusStore | null>(null);

/** The store itself, for event handlers and subscriptions outside React's rendering. */
export function useLocusStore(): LocusStore {
  const store = useContext(LocusContext);
  if (!store) throw new Error('useLocus is called outside <LocusContext>');
  return store;
}

/** Part of the state; renders again when it changes. The selector gives back stored values, not fresh objects. */
export function useLocus<T>(selector: (state: LocusState) => T): T {
  return useStore(useLocusStore(), selector);
}

/** A pane of the workspace, or undefined when it was closed. */
export const usePane = (id: string): PaneState | undefined =>
  useLocus((state) => state.workspace.panes.find((pane) => pane.id === id));

/** What a pane computes and shows; undefined before its first run. */
export const usePaneRun = (id: string): PaneRun | undefined =>
  useLocus((state) => state.results.get(id));

/** The selected items, sorted; the same array until the selection or the data change. */
export function useSelectedItems(): Uint32Array {
  const ranges = useLocus((state) => state.workspace.selection);
  const rows = useLocus((state) => state.dataset?.ids.length ?? 0);
  return useMemo(() => toItems(ranges, rows), [ranges, rows]);
}
