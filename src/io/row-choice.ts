import { sampleRows } from '../math/sample.ts';
import { count, plural } from './names.ts';

/** Which rows of a file are taken, for files beyond what one wants to hold. */
export type RowChoice =
  | { readonly kind: 'first'; readonly count: number }
  /** Rows 0, step, 2 step ... */
  | { readonly kind: 'every'; readonly step: number }
  /** Drawn without replacement, in the order of the file. */
  | { readonly kind: 'sample'; readonly count: number; readonly seed: number };

/** The rows chosen, rising; null for all of them. */
export function chosenRows(choice: RowChoice | undefined, rows: number): Uint32Array | null {
  if (!choice) return null;
  switch (choice.kind) {
    case 'first':
      return choice.count >= rows ? null : Uint32Array.from({ length: choice.count }, (_, i) => i);
    case 'every':
      return choice.step <= 1
        ? null
        : Uint32Array.from({ length: Math.ceil(rows / choice.step) }, (_, i) => i * choice.step);
    case 'sample':
      return choice.count >= rows ? null : sampleRows(rows, choice.count, choice.seed);
  }
}

/** "Every 10th row: 26,042 of 260,417." */
export function choiceNote(choice: RowChoice, taken: number, rows: number): string {
  const share = `${count(taken)} of ${plural(rows, 'row')}`;
  switch (choice.kind) {
    case 'first':
      return `The first ${share} were taken.`;
    case 'every':
      return `Every ${count(choice.step)}. row was taken: ${share}.`;
    case 'sample':
      return `A sample was taken: ${share}, drawn without replacement (seed ${choice.seed}).`;
  }
}
