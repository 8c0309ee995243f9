import type { Slice } from './slice.ts';
import {
  amend,
  record,
  redo,
  startHistory,
  undo,
  type History,
  type RecordOptions,
} from './history.ts';
import { NOTHING_UNKNOWN, type UnknownParts } from './unknown.ts';
import { countItems, sameRanges, toRanges } from './selection.ts';
import {
  emptyWorkspace,
  type CameraState,
  type ColourState,
  type DataReference,
  type PaneState,
  type Workspace,
} from './workspace.ts';

/** Fields to replace; a field set to `undefined` goes back to absent. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

export type PanePatch = Omit<Patch<PaneState>, 'id'>;
export type EditOptions = Omit<RecordOptions, 'now'> & {
  /** What undo calls it, where the action's own words are too general. */
  readonly label?: string;
};

/** The workspace and its history. Everything here can be undone, except `amend` and what replaces the whole. */
export interface WorkspaceSlice {
  readonly workspace: Workspace;
  readonly history: History<Workspace>;
  /** Parts of a link that this version does not know: kept and written back. */
  readonly unknown: UnknownParts;

  /** One undoable change. `label` continues "Undo: ...". */
  edit(label: string, recipe: (w: Workspace) => Workspace, options?: EditOptions): void;
  /** A change that the person did not make and undo should not show. */
  amend(recipe: (w: Workspace) => Workspace): void;
  undo(): void;
  redo(): void;
  /** Another workspace altogether (a link, fresh data); history starts anew. */
  replaceWorkspace(workspace: Workspace, unknown?: UnknownParts): void;

  setPane(id: string, patch: PanePatch, options?: EditOptions): void;
  setColour(id: string, patch: Patch<ColourState>): void;
  /** `params` are those that differ from the method's defaults. */
  setProjection(id: string, method: string, params?: PaneState['params']): void;
  /** Camera travel is one entry, however long, until something else is done. */
  setCamera(id: string, camera: CameraState | undefined): void;
  setSelection(items: Uint32Array): void;
  setFocus(item: number | null): void;
  setNeighbours(patch: Patch<Workspace['neighbours']>): void;
  setSearch(patch: Patch<Workspace['search']>): void;
  /** Names the data; history starts anew, since its entries speak of other data. */
  setData(data: DataReference | null): void;
}

export const createWorkspaceSlice =
  (now: () => number): Slice<WorkspaceSlice> =>
  (set, get) => {
    const put = (history: History<Workspace>): void => {
      if (history !== get().history) set({ history, workspace: history.present });
    };
    const edit: WorkspaceSlice['edit'] = (label, recipe, options) => {
      const { history } = get();
      put(
        record(history, options?.label ?? label, recipe(history.present), {
          ...options,
          now: now(),
        }),
      );
    };
    const editPane = (
      label: string,
      id: string,
      change: (pane: PaneState) => PaneState,
      options?: EditOptions,
    ): void =>
      edit(
        label,
        (w) => {
          const before = w.panes.find((pane) => pane.id === id);
          const after = before && change(before);
          if (!before || after === before) return w;
          return { ...w, panes: w.panes.map((pane) => (pane === before ? after! : pane)) };
        },
        options,
      );

    return {
      ...startingWith(emptyWorkspace()),

      edit,
      amend: (recipe) => put(amend(get().history, recipe(get().workspace))),
      undo: () => put(undo(get().history)),
      redo: () => put(redo(get().history)),
      replaceWorkspace: (next, unknown) => set(startingWith(next, unknown)),

      setPane: (id, patch, options) =>
        editPane(`change ${named(patch)}`, id, (pane) => projected(pane, patch), options),
      setColour: (id, patch) =>
        editPane(colourLabel(patch), id, (pane) => {
          const colour = patched(pane.colour, patch);
          return colour === pane.colour ? pane : { ...pane, colour };
        }),
      setProjection: (id, method, params = {}) =>
        editPane(`project with ${method}`, id, (pane) => projected(pane, { method, params })),
      setCamera: (id, camera) =>
        editPane(
          'move the camera',
          id,
          (pane) => patched(pane, { camera: camera && roundedCamera(camera) }),
          { coalesce: `camera ${id}`, within: Infinity },
        ),
      setSelection: (items) => {
        const selection = toRanges(items);
        const count = countItems(selection);
        const label =
          count === 0 ? 'clear the selection' : `select ${count} item${count === 1 ? '' : 's'}`;
        edit(label, (w) => (sameRanges(w.selection, selection) ? w : { ...w, selection }));
      },
      setFocus: (focus) =>
        edit(
          focus === null ? 'close the item' : `inspect item ${focus} (counting from 0)`,
          (w) => patched(w, { focus }),
          { coalesce: 'focus' },
        ),
      setNeighbours: (patch) =>
        edit(
          `change ${named(patch)} of the neighbours`,
          (w) => patched(w, { neighbours: patched(w.neighbours, patch) }),
          { coalesce: 'neighbours' },
        ),
      setSearch: (patch) =>
        edit('search', (w) => patched(w, { search: patched(w.search, patch) }), {
          coalesce: 'search',
        }),
      setData: (data) => get().replaceWorkspace(patched(get().workspace, { data }), get().unknown),
    };
  };

/** The fields of the slice for a workspace without a past. */
export const startingWith = (
  workspace: Workspace,
  unknown: UnknownParts = NOTHING_UNKNOWN,
): Pick<WorkspaceSlice, 'workspace' | 'history' | 'unknown'> => ({
  workspace,
  history: startHistory(workspace),
  unknown,
});

/** `value` with the fields of `patch`; `value` itself when they say nothing new. */
function patched<T extends object>(value: T, patch: Patch<T>): T {
  const fields = Object.entries<unknown>(patch).filter(
    ([key, field]) => JSON.stringify(field) !== JSON.stringify(value[key as keyof T]),
  );
  if (fields.length === 0) return value;
  const absent = new Set(fields.filter(([, field]) => field === undefined).map(([key]) => key));
  const next = Object.entries({ ...value, ...Object.fromEntries(fields) });
  return Object.fromEntries(next.filter(([key]) => !absent.has(key))) as T;
}

/**
 * The pane with a patch that may ask for another picture. A camera that was set for the old one would show an arbitrary
 * corner of the new one, which is therefore fitted; going on with the same layout for another round keeps the camera.
 */
function projected(pane: PaneState, patch: PanePatch): PaneState {
  const after = patched(pane, patch);
  if ('camera' in patch || samePicture(pane, after)) return after;
  return patched(after, { camera: undefined });
}

const samePicture = (a: PaneState, b: PaneState): boolean =>
  JSON.stringify(pictured(a)) === JSON.stringify(pictured(b));

const pictured = ({ space, method, params, sample }: PaneState): unknown => [
  space,
  method,
  Object.entries({ ...params, rounds: null }).sort(([p], [q]) => (p < q ? -1 : 1)),
  sample,
];

const WORDS: Readonly<Record<string, string>> = {
  pointSize: 'point size',
  dims: 'dimensions',
  k: 'number',
};

const named = (patch: object): string =>
  Object.keys(patch)
    .map((key) => WORDS[key] ?? key)
    .join(' and ');

function colourLabel(patch: Patch<ColourState>): string {
  if (patch.column !== undefined) return `colour by ${patch.column}`;
  if (patch.hidden !== undefined) return 'choose categories';
  if (patch.reversed !== undefined) return 'reverse the colours';
  return 'choose the colours for me';
}

/** Six significant digits place a camera to a millionth of the scene and keep links short. */
const rounded = (x: number): number => Number(x.toPrecision(6));
const roundedPoint = ([x, y, z]: [number, number, number]): [number, number, number] => [
  rounded(x),
  rounded(y),
  rounded(z),
];
const roundedCamera = (camera: CameraState): CameraState => ({
  position: roundedPoint(camera.position),
  target: roundedPoint(camera.target),
  zoom: rounded(camera.zoom),
});
