import { bytesText } from '../../src/base/bytes.ts';
import type { ImportChoice } from '../../src/io/proposal.ts';
import type { FileSurvey } from '../../src/io/survey-types.ts';
import type { MatrixOffer } from '../../src/io/types.ts';

/** A matrix as the dialog lists it. */
export interface OfferLine {
  readonly file: string;
  readonly offer: MatrixOffer;
  /** Of a file with one matrix the name of the file, else that of the matrix. */
  readonly label: string;
  readonly isTaken: boolean;
  /** Always taken: a table whose vectors show only when it is read. */
  readonly isFixed: boolean;
}

export interface OfferGroup {
  /** The file, or what the files have in common. */
  readonly title: string;
  readonly about: string;
  readonly lines: readonly OfferLine[];
}

/** From so many files with one matrix each on, they share a table. */
const TOGETHER = 2;

/** The tables of the dialog: files with one matrix each together, other files by themselves. */
export function offerGroups(files: readonly FileSurvey[], choice: ImportChoice): OfferGroup[] {
  const withLines = files
    .map((file) => ({ file, lines: linesOf(file, choice) }))
    .filter(({ lines }) => lines.length > 0);
  const single = withLines.filter(({ lines }) => lines.length === 1);
  const shared = single.length >= TOGETHER ? single : [];
  const groups = withLines
    .filter((one) => !shared.includes(one))
    .map(({ file, lines }) => ({ title: file.file, about: aboutFile(file), lines }));
  if (shared.length === 0) return groups;
  const bytes = shared.reduce((sum, { file }) => sum + file.bytes, 0);
  const formats = new Set(shared.map(({ file }) => file.format));
  return [
    {
      title: `${shared.length} files`,
      about: `each ${[...formats].join(' or ')}, ${bytesText(bytes)} together`,
      lines: shared.map(({ file, lines }) => ({ ...lines[0]!, label: file.file })),
    },
    ...groups,
  ];
}

function linesOf({ file, matrices, inside }: FileSurvey, choice: ImportChoice): OfferLine[] {
  const isFixed = matrices === null;
  const taken = new Set(Object.hasOwn(choice.matrices, file) ? choice.matrices[file] : []);
  // An array that is read as a column is no matrix that could not be taken.
  const columns = new Set(inside?.table?.columns.map(({ name }) => name));
  const offers = (matrices ?? inside?.vectors ?? []).filter(
    ({ name, refused }) => refused === undefined || !columns.has(name),
  );
  return offers.map((offer) => ({
    ...{ file, offer, isFixed },
    label: offer.name,
    isTaken: isFixed || taken.has(offer.name),
  }));
}

/** "a NumPy archive, 1.2 MB" and the files read with it. */
function aboutFile({ format, bytes, companions }: FileSurvey): string {
  const with_ =
    companions.length > 3
      ? [`with ${companions.length} more files`]
      : companions.map((name) => `with ${name}`);
  return [format, bytesText(bytes), ...with_].join(', ');
}

/**
 * The choice with a matrix taken or left, names in the order of the file whatever the order of the clicks. Those with another
 * number of rows give way to one that is taken: spaces share their items.
 */
export function withMatrix(
  choice: ImportChoice,
  files: readonly FileSurvey[],
  { file, offer }: Pick<OfferLine, 'file' | 'offer'>,
  isTaken: boolean,
): ImportChoice {
  const matrices = files.flatMap((one): [string, readonly string[]][] => {
    if (one.matrices === null) return [];
    const before = Object.hasOwn(choice.matrices, one.file) ? choice.matrices[one.file]! : [];
    const stays = (other: MatrixOffer): boolean =>
      one.file === file && other.name === offer.name
        ? isTaken
        : before.includes(other.name) && (!isTaken || other.rows === offer.rows);
    return [[one.file, one.matrices.filter(stays).map(({ name }) => name)]];
  });
  return { ...choice, matrices: Object.fromEntries(matrices) };
}
