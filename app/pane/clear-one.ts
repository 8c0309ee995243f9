import type { LocusStore } from '../../src/state/store.ts';

/** Clears what a person most likely wants gone: the item looked at, then the selection, then the search. */
export function clearOne(store: LocusStore): void {
  const { workspace, setFocus, setSelection, setSearch } = store.getState();
  if (workspace.focus !== null) setFocus(null);
  else if (workspace.selection.length > 0) setSelection(new Uint32Array(0));
  else setSearch({ text: '', regex: false });
}
