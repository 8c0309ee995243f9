import { proposedChoice, takenBy, type ImportChoice, type Taken } from '../../src/io/proposal.ts';
import type { FileSurvey, Survey } from '../../src/io/survey-types.ts';
import type { MatrixOffer } from '../../src/io/types.ts';
import type { OpenData } from '../session/details.ts';

/**
 * A survey that proposes only matrices with the same number of rows, since spaces share their items: that of a table which is
 * always taken, else that of the open data where some have it, else that of the first.
 */
export function fittingProposal(survey: Survey, open: OpenData | null): Survey {
  const { files } = survey;
  const all = takenBy(files, proposedChoice(survey, Infinity));
  const fixed = all.find(({ file }) => isFixed(files, file));
  const fit = all.find(({ offer }) => offer.rows === open?.rowsOf);
  const rows = (fixed ?? fit ?? all[0])?.offer.rows;
  return {
    ...survey,
    files: files.map((file) => ({
      ...file,
      matrices:
        file.matrices?.map((offer) => ({
          ...offer,
          proposed: offer.proposed && offer.rows === rows,
        })) ?? null,
    })),
  };
}

/** Whether all that is chosen can be further spaces of the open data. */
export function fitsInto(
  open: OpenData | null,
  files: readonly FileSurvey[],
  { matrices }: ImportChoice,
): boolean {
  const taken = takenBy(files, { matrices });
  return taken.length > 0 && taken.every(({ offer }) => offer.rows === open?.rowsOf);
}

/** Names of what would be taken, if it had as many rows as what is. */
export function misfits(
  files: readonly FileSurvey[],
  { matrices }: ImportChoice,
  { offer: { rows } }: Taken,
): string[] {
  return files.flatMap(({ file, matrices: offers, inside }) => {
    const chosen = new Set(Object.hasOwn(matrices, file) ? matrices[file] : []);
    return (offers ?? inside?.vectors ?? [])
      .filter((offer) => offer.rows !== rows && (isWanted(offer) || chosen.has(offer.name)))
      .map((offer) => nameOf(files, { file, offer }));
  });
}

/** The file, of several matrices the name. */
export function nameOf(
  files: readonly FileSurvey[],
  { file, offer }: Pick<Taken, 'file' | 'offer'>,
): string {
  const found = files.find((one) => one.file === file);
  return (found?.matrices ?? found?.inside?.vectors ?? []).length > 1 ? offer.name : file;
}

const isWanted = ({ proposed, refused }: MatrixOffer): boolean => proposed && refused === undefined;

const isFixed = (files: readonly FileSurvey[], name: string): boolean =>
  files.find(({ file }) => file === name)?.matrices === null;
