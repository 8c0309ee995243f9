import { columnsTaken, type ColumnRanges } from './column-ranges.ts';
import { takesLevel, type RowChoice } from './row-choice.ts';
import type { FileSurvey, Survey } from './survey-types.ts';
import type { MatrixOffer } from './types.ts';

/** What is taken of the files of a drop. */
export interface ImportChoice {
  /** Names of matrices by file. Files whose contents show only when read have no entry. */
  readonly matrices: Readonly<Record<string, readonly string[]>>;
  /** Of every file with vectors; without it all rows. */
  readonly rows?: RowChoice;
  /** Columns taken as dimensions; without it all. */
  readonly columns?: ColumnRanges;
}

/** Vectors of more bytes than this are not taken without a question. */
export const BUDGET_BYTES = 2 ** 30;

/** Samples are proposed in round numbers: so many leading digits. */
const DIGITS = 2;

/** A matrix that is taken, with the rows and bytes that it will have in memory. */
export interface Taken {
  readonly file: string;
  readonly offer: MatrixOffer;
  readonly rows: number;
  readonly cols: number;
  readonly bytes: number;
}

/** What the readers propose; of more than the budget a sample of the rows. */
export function proposedChoice({ files }: Survey, budget = BUDGET_BYTES): ImportChoice {
  const matrices = Object.fromEntries(
    files.flatMap(({ file, matrices }): [string, readonly string[]][] =>
      matrices ? [[file, matrices.filter(({ proposed }) => proposed).map(({ name }) => name)]] : [],
    ),
  );
  const all = takenBy(files, { matrices });
  const bytes = all.reduce((sum, taken) => sum + taken.bytes, 0);
  if (bytes <= budget) return { matrices };
  const rows = Math.max(...all.map((taken) => taken.rows));
  const count = Math.max(1, roundedDown((rows * budget) / bytes));
  return { matrices, rows: { kind: 'sample', count, seed: 0 } };
}

/** The matrices that a choice takes. */
export function takenBy(files: readonly FileSurvey[], choice: ImportChoice): Taken[] {
  return files.flatMap(({ file, matrices: offers, inside }) => {
    const { matrices } = choice;
    const names = new Set(Object.hasOwn(matrices, file) ? matrices[file] : []);
    const chosen = offers?.filter(({ name, refused }) => names.has(name) && refused === undefined);
    return (chosen ?? inside?.vectors ?? []).map((offer) => {
      const rows = rowsTaken(choice.rows, offer.rows, files);
      const cols = columnsTaken(choice.columns, offer.cols);
      return { file, offer, rows, cols, bytes: 4 * rows * cols };
    });
  });
}

/** How many of so many rows a choice takes; by category what the tables that were read say. */
export function rowsTaken(
  choice: RowChoice | undefined,
  rows: number,
  files: readonly FileSurvey[] = [],
): number {
  if (!choice) return rows;
  if (choice.kind === 'every') return choice.step <= 1 ? rows : Math.ceil(rows / choice.step);
  if (choice.kind !== 'category') return Math.min(choice.count, rows);
  const { count = Infinity } = choice;
  const isTaken = takesLevel(choice);
  const table = files.find(({ file }) => file === choice.file)?.inside?.table;
  const column = table?.columns.find(({ name }) => name === choice.column);
  return (column?.levels ?? [])
    .filter(({ name }) => isTaken(name))
    .reduce((sum, level) => sum + Math.min(count, level.count), 0);
}

/** Why a person is asked before anything is read. */
export type Question =
  /** There is more in a file than is proposed. */
  | 'choice'
  /** More memory than the budget. */
  | 'memory'
  /** Several files, not all with ids: that row i is the same item in all of them is a guess. */
  | 'rows';

/** What has to be asked; nothing as a rule. */
export function questionsOf(survey: Survey, budget = BUDGET_BYTES): Question[] {
  const { files } = survey;
  const { matrices } = proposedChoice(survey, Infinity);
  const taken = takenBy(files, { matrices });
  const hasIds = new Set(files.filter(({ inside }) => inside?.table?.ids).map(({ file }) => file));
  const usable = files.flatMap(({ matrices: offers }) =>
    (offers ?? []).filter(({ refused }) => refused === undefined),
  );
  const sources = new Set(taken.map(({ file }) => file));
  const unnamed = [...sources].filter((file) => !hasIds.has(file));
  const offered = new Set(files.filter(({ matrices: of }) => of).map(({ file }) => file));
  const questions: Question[] = [];
  if (usable.length > taken.filter(({ file }) => offered.has(file)).length)
    questions.push('choice');
  if (taken.reduce((sum, { bytes }) => sum + bytes, 0) > budget) questions.push('memory');
  if (sources.size > 1 && unnamed.length > 0) questions.push('rows');
  return questions;
}

/** 12,345 -> 12,000. */
function roundedDown(rows: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rows))) + 1 - DIGITS);
  return Math.floor(rows / unit) * unit;
}
