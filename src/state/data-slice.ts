import type { StateCreator } from 'zustand/vanilla';
import type { Progress } from '../base/control.ts';
import type { ErrorDetails } from '../base/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { differences } from './data-reference.ts';
import { fitToDataset } from './fit.ts';
import { decodeLink } from './link.ts';
import type { LocusState } from './store.ts';
import { emptyWorkspace, type DataReference } from './workspace.ts';

export interface Loading {
  /** What is being opened: "words", "vectors.npy and 1 more". */
  readonly what: string;
  readonly progress: Progress | null;
}

/** Something that went wrong and stays on the screen until it is dismissed. */
export interface Problem extends ErrorDetails {
  readonly id: number;
}

/** The data itself. Not part of the workspace, which only names it. */
export interface DataSlice {
  readonly dataset: Dataset | null;
  /** Null when nothing is being opened. */
  readonly loading: Loading | null;
  readonly problems: readonly Problem[];
  /** The data an opened link names, until it is there. For files, the person is asked to drop them. */
  readonly awaiting: DataReference | null;

  beginLoading(what: string): void;
  setLoadingProgress(progress: Progress): void;
  /** Opening ended without data (failed or cancelled); what was loaded stays. */
  endLoading(): void;
  /**
   * Takes opened data. A workspace whose link awaits data is kept and the person is told where the data differ
   * from what the link names; else the workspace starts anew, unless `keepWorkspace` (metadata joined to the
   * data already there). History starts anew, results are dropped.
   */
  openDataset(
    dataset: Dataset,
    reference: DataReference,
    options?: { readonly keepWorkspace?: boolean },
  ): void;
  /**
   * Opens the fragment of an address ("#w=1...."): what can be read becomes the workspace, the rest becomes
   * problems. False when there is no link in it or none of it can be read; then nothing else changes.
   */
  openLink(fragment: string): boolean;
  /** Gives up on the data the link names, together with the link's workspace. */
  forgetLink(): void;
  addProblems(problems: readonly ErrorDetails[]): void;
  dismissProblem(id: number): void;
  clearProblems(): void;
}

export const createDataSlice: StateCreator<LocusState, [], [], DataSlice> = (set, get) => {
  let lastProblem = 0;
  const numbered = (problems: readonly ErrorDetails[]): Problem[] =>
    problems.map((details) => ({ ...plainDetails(details), id: ++lastProblem }));
  return {
    dataset: null,
    loading: null,
    problems: [],
    awaiting: null,

    beginLoading: (what) => set({ loading: { what, progress: null } }),
    setLoadingProgress(progress) {
      const { loading } = get();
      if (loading) set({ loading: { ...loading, progress } });
    },
    endLoading: () => set({ loading: null }),

    openDataset(dataset, reference, { keepWorkspace = false } = {}) {
      const { awaiting, workspace, unknown, problems } = get();
      const keep = keepWorkspace || awaiting !== null;
      // A second file of a link's data may arrive later: what the link names stays the yardstick until it matches.
      const other = awaiting ? differences(awaiting, reference) : [];
      const fitted = fitToRows(keep ? workspace : emptyWorkspace(), dataset.ids.length);
      const told = fitted.lost.length > 0 ? [...other, lostProblem(fitted.lost, dataset)] : other;
      set({
        dataset,
        loading: null,
        awaiting: null,
        problems: [
          ...problems.filter((problem) => problem.code !== OTHER_DATA),
          ...numbered(told),
        ],
      });
      if (!sameSpaces(get().dataset, dataset)) get().clearResults();
      get().replaceWorkspace({ ...fitted.workspace, data: reference }, keep ? unknown : undefined);
    },
  };
};
