import { clearOne } from './pane/clear-one.ts';
import { SEARCH_ID } from './search/SearchBox.tsx';
import type { LocusStore } from '../src/state/store.ts';
import type { Tool } from '../src/state/session-slice.ts';

const TOOLS: Readonly<Record<string, Tool>> = { o: 'orbit', b: 'box', l: 'lasso' };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="listbox"] *'));

/** The keys that work wherever the focus is, except while typing and under a dialog. */
export function listenToKeys(
  store: LocusStore,
  actions: { readonly help: () => void; readonly resetCamera: () => void },
): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    const state = store.getState();
    if (isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey) {
      if (!undoKey(event, state)) return;
    } else if (event.altKey || !plainKey(event.key)) return;
    event.preventDefault();
  };

  const plainKey = (key: string): boolean => {
    const state = store.getState();
    const pane = state.workspace.panes[0];
    const tool = TOOLS[key];
    if (key === '?') actions.help();
    else if (!state.dataset || !pane) return false;
    else if (tool) state.setTool(tool);
    else if (key === '2' || key === '3') state.setPane(pane.id, { dims: key === '2' ? 2 : 3 });
    else if (key === '0') actions.resetCamera();
    else if (key === '/') document.getElementById(SEARCH_ID)?.focus();
    else if (key === 'Escape') clearOne(store);
    else return false;
    return true;
  };

  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

type State = ReturnType<LocusStore['getState']>;

function undoKey(event: KeyboardEvent, state: State): boolean {
  const key = event.key.toLowerCase();
  if (key === 'z') {
    if (event.shiftKey) state.redo();
    else state.undo();
  } else if (key === 'y') state.redo();
  else return false;
  return true;
}
