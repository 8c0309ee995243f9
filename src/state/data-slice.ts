import type { Progress } from '../base/control.ts';
import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { difference, OTHER_DATA, sameData } from './data-reference.ts';
import { fitToRows } from './fit.ts';
import { mapHistory } from './history.ts';
import { decodeLink } from './link.ts';
import type { ResultsSlice } from './results-slice.ts';
import type { Slice } from './slice.ts';
import { startingWith, type WorkspaceSlice } from './workspace-slice.ts';
import { emptyWorkspace, type DataReference, type Workspace } from './workspace.ts';

export interface Loading {
  /** What is being opened: "words", "vectors.npy and 1 more". */
  readonly what: string;
  readonly progress: Progress | null;
}

/** Something that went wrong and stays on the screen until it is dismissed. */
export interface Problem extends ErrorDetails {
  readonly id: number;
}

/** Replaces the parts of a workspace that cannot be shown, and says which. */
export type FitWorkspace = (workspace: Workspace) => {
  readonly workspace: Workspace;
  readonly problems: readonly ErrorDetails[];
};

/** The data itself. Not part of the workspace, which only names it. */
export interface DataSlice {
  readonly dataset: Dataset | null;
  /** Null when nothing is being opened. */
  readonly loading: Loading | null;
  readonly problems: readonly Problem[];
  /** The data an opened link names, until it is there. For files, the person is asked to drop them. */
  readonly awaiting: DataReference | null;
  /** What the last link held, until its data are here: the wrong file may be dropped before the right one. */
  readonly link: { readonly reference: DataReference; readonly workspace: Workspace } | null;

  beginLoading(what: string): void;
  setLoadingProgress(progress: Progress): void;
  /** Opening ended without data (failed or cancelled); what was loaded stays. */
  endLoading(): void;
  /**
   * Takes opened data. A workspace whose link awaits data is kept and the person is told where the data differ
   * from what the link names; else the workspace starts anew, unless `keepWorkspace` (metadata joined to the
   * data already there, further spaces of the same items): then what was done before can still be undone. Else history starts
   * anew. Runs on spaces that are gone are dropped.
   */
  openDataset(
    dataset: Dataset,
    reference: DataReference,
    options?: { readonly keepWorkspace?: boolean },
  ): void;
  /**
   * Opens the fragment of an address ("#w=1...."): what can be read becomes the workspace, the rest becomes
   * problems. `fit` puts what was read into what this page can show. False when there is no link in it or none of
   * it can be read; then nothing else changes.
   */
  openLink(fragment: string, fit?: FitWorkspace): boolean;
  /** Gives up on the data the link names, together with the link's workspace. */
  forgetLink(): void;
  addProblems(problems: readonly ErrorDetails[]): void;
  dismissProblem(id: number): void;
  clearProblems(): void;
}

export const createDataSlice: Slice<
  DataSlice,
  WorkspaceSlice & DataSlice & Pick<ResultsSlice, 'results'>
> = (set, get) => {
  let lastProblem = 0;

  const addProblems = (problems: readonly ErrorDetails[]): void => {
    if (problems.length === 0) return;
    const added = problems.map((details) => ({ ...plain(details), id: ++lastProblem }));
    set({ problems: [...get().problems, ...added] });
  };
  const dropProblems = (drop: (problem: Problem) => boolean): void => {
    const kept = get().problems.filter((problem) => !drop(problem));
    if (kept.length < get().problems.length) set({ problems: kept });
  };
  return {
    dataset: null,
    loading: null,
    problems: [],
    awaiting: null,
    link: null,

    beginLoading: (what) => set({ loading: { what, progress: null } }),
    setLoadingProgress(progress) {
      const { loading } = get();
      if (loading) set({ loading: { ...loading, progress } });
    },
    endLoading: () => set({ loading: null }),

    openDataset(dataset, reference, { keepWorkspace = false } = {}) {
      const { awaiting, link, workspace, unknown, history, dataset: before } = get();
      const other = link && difference(link.reference, reference);
      const found = link !== null && other === null;
      const keep = keepWorkspace || awaiting !== null;
      const start = keep ? workspace : found ? link!.workspace : emptyWorkspace();
      const { workspace: fitted, lost } = fitToRows(start, dataset.ids.length);
      const isSequel =
        keepWorkspace && awaiting === null && before?.ids.length === dataset.ids.length;
      // In one step: whoever watches the store never sees new data under the old workspace.
      set({
        dataset,
        loading: null,
        awaiting: null,
        ...((found || !keep) && { link: null }),
        ...startingWith({ ...fitted, data: reference }, keep || found ? unknown : undefined),
        ...(isSequel && sequel(history, reference)),
        ...((!before || !hasAllSpaces(dataset, before)) && { results: new Map() }),
      });
      dropProblems((problem) => problem.code === OTHER_DATA);
      const rest = lost.length > 0 ? lostItems(lost, dataset) : null;
      // One cause, one card.
      if (keep && other && rest)
        addProblems([{ ...other, message: `${other.message} ${rest.message}` }]);
      else addProblems([keep && other, rest].filter((problem) => !!problem));
    },

    openLink(fragment, fit = asItIs) {
      const decoded = decodeLink(fragment);
      if (!decoded) return false;
      // What was wrong with the link before this one says nothing any more.
      dropProblems((problem) => problem.code.startsWith('E_LINK'));
      addProblems(decoded.problems);
      if (!decoded.readable) return false;
      const { dataset, workspace } = get();
      const { workspace: opened, problems } = fit(decoded.workspace);
      addProblems(problems);
      const { data } = opened;
      const same =
        dataset !== null &&
        workspace.data !== null &&
        (data === null || sameData(data, workspace.data));
      const link = data && !same ? { reference: data, workspace: opened } : null;
      if (same) {
        const fitted = fitToRows(opened, dataset.ids.length).workspace;
        set({
          awaiting: null,
          link,
          ...startingWith({ ...fitted, data: workspace.data }, decoded.unknown),
        });
      } else {
        set({
          dataset: null,
          awaiting: data,
          link,
          results: new Map(),
          ...startingWith(opened, decoded.unknown),
        });
      }
      return true;
    },
    forgetLink() {
      const data = get().dataset && get().workspace.data;
      set({ awaiting: null, link: null, ...startingWith({ ...emptyWorkspace(), data }) });
      dropProblems((problem) => problem.code === OTHER_DATA);
    },

    addProblems,
    dismissProblem: (id) => dropProblems((problem) => problem.id === id),
    clearProblems: () => dropProblems(() => true),
  };
};

const asItIs: FitWorkspace = (workspace) => ({ workspace, problems: [] });

/** The fields alone: an Error's message does not survive a spread. */
const plain = ({ code, message, file, place, hint }: ErrorDetails): ErrorDetails => ({
  code,
  message,
  ...(file !== undefined && { file }),
  ...(place !== undefined && { place }),
  hint,
});

/** The history goes on; every state of it shows what is open now. */
function sequel(
  before: WorkspaceSlice['history'],
  data: DataReference,
): Pick<WorkspaceSlice, 'workspace' | 'history'> {
  const history = mapHistory(before, (state) => ({ ...state, data }));
  return { history, workspace: history.present };
}

const hasAllSpaces = (dataset: Dataset, before: Dataset): boolean =>
  before.spaces.every(({ key }) => dataset.spaces.some((space) => space.key === key));

const lostItems = (lost: readonly string[], dataset: Dataset): ErrorDetails => ({
  code: OTHER_DATA,
  message: `Left out ${lost.join(' and ')} of the link: "${dataset.name}" has ${dataset.ids.length.toLocaleString('en-US')} items only.`,
  hint: 'Open the data the link was made with to see the whole selection.',
});
