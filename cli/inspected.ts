import type { Inspection } from '../src/io/inspect.ts';
import type { FileSurvey } from '../src/io/survey.ts';
import type { MatrixOffer } from '../src/io/types.ts';

/** What `locus inspect` says; docs/cli.md describes the fields, which stay. */
export interface Inspected extends Inspection {
  /** What there is to choose from. */
  readonly files: readonly OfferedFile[];
}

export interface OfferedFile extends Omit<FileSurvey, 'matrices'> {
  /** By the header, proposed first; null where it shows only when all is read. */
  readonly offers: readonly Offer[] | null;
}

export interface Offer extends Omit<MatrixOffer, 'cols'> {
  readonly columns: number;
}
