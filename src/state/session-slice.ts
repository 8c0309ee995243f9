import type { EngineStatus } from '../analysis/types.ts';
import type { ErrorDetails } from '../base/errors.ts';
import type { SelectMode } from './selection.ts';
import type { Slice } from './slice.ts';

/** A message for the live region. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

export type Theme = 'system' | 'light' | 'dark';
export type Tool = 'orbit' | 'box' | 'lasso';
export type Panel = 'data' | 'inspector' | 'legend';

/** What belongs to this visit and to no link. */
export interface SessionSlice {
  /** Null until the engine has opened. */
  readonly backend: EngineStatus | null;
  /** Newest last. */
  readonly notices: readonly Notice[];
  /** Kept in this browser. */
  readonly theme: Theme;
  readonly tool: Tool;
  readonly selectMode: SelectMode;
  readonly panels: Readonly<Record<Panel, boolean>>;
  /** What the link in the address bar leaves out because it would be too long; null when it is complete. */
  readonly linkProblem: ErrorDetails | null;

  setBackend(status: EngineStatus): void;
  announce(text: string): void;
  dismissNotice(id: number): void;
  setTheme(theme: Theme): void;
  setTool(tool: Tool): void;
  setSelectMode(mode: SelectMode): void;
  setPanel(panel: Panel, open: boolean): void;
  setLinkProblem(problem: ErrorDetails | null): void;
}

/** The part of `Storage` that is used; in a locked-down browser even reaching for it can throw. */
export type ThemeStorage = () => Pick<Storage, 'getItem' | 'setItem'>;

const THEME_KEY = 'locus-theme';
/** Messages kept; the live region reads each once. */
const NOTICES_KEPT = 20;

export const createSessionSlice =
  (storage: ThemeStorage | undefined): Slice<SessionSlice> =>
  (set, get) => {
    let lastNotice = 0;
    return {
      backend: null,
      notices: [],
      theme: storedTheme(storage),
      tool: 'orbit',
      selectMode: 'replace',
      panels: { data: true, inspector: true, legend: true },
      linkProblem: null,

      setBackend: (backend) => set({ backend }),
      announce: (text) =>
        set({
          notices: [...get().notices.slice(1 - NOTICES_KEPT), { id: ++lastNotice, text }],
        }),
      dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
      setTheme(theme) {
        set({ theme });
        try {
          storage?.().setItem(THEME_KEY, theme);
        } catch {
          // A browser that keeps nothing (private mode, blocked storage) still shows the theme.
        }
      },
      setTool: (tool) => set({ tool }),
      setSelectMode: (selectMode) => set({ selectMode }),
      setPanel: (panel, open) => set({ panels: { ...get().panels, [panel]: open } }),
      setLinkProblem: (linkProblem) => set({ linkProblem }),
    };
  };

function storedTheme(storage: ThemeStorage | undefined): Theme {
  try {
    const stored = storage?.().getItem(THEME_KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}
