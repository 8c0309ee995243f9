import type { ErrorDetails } from '../base/errors.ts';
import type { JoinPreview, TableSurvey } from './survey-table.ts';
import type { MatrixOffer } from './types.ts';

/** What the files of a drop hold, by their headers: what an import dialog shows before anything is read. */
export interface Survey {
  readonly files: readonly FileSurvey[];
  /** How many images there are, those that a configuration names among them. */
  readonly images: number;
  readonly problems: readonly ErrorDetails[];
}

export interface FileSurvey {
  readonly file: string;
  readonly bytes: number;
  /** "a NumPy array" */
  readonly format: string;
  /** Files that are read together with this one. */
  readonly companions: readonly string[];
  /** Null where the contents show only when all is read. */
  readonly matrices: readonly MatrixOffer[] | null;
  /** What was found by reading, where something has to be asked anyway and the files are small. */
  readonly inside?: {
    /** Of files with `matrices` null: always taken, there is no choice. */
    readonly vectors: readonly MatrixOffer[];
    readonly table: TableSurvey | null;
    /** Of metadata beside vectors. */
    readonly join?: JoinPreview;
  };
}
