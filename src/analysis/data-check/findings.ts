import type { Dimensions } from './dimensions.ts';
import type { Duplicates } from './duplicates.ts';

/** What the data check measured, as numbers. */
export interface Findings {
  readonly rows: number;
  readonly cols: number;
  readonly nonFinite: {
    readonly values: number;
    readonly rows: number;
    /** [row, column] of the first one, counting from 0. */
    readonly first: readonly [number, number] | null;
  };
  /** Rows with no direction, among the finite ones. */
  readonly zeroRows: readonly number[];
  readonly duplicates: Duplicates;
  readonly constantColumns: readonly number[];
  /** Rows that norms and dimensions describe: the finite ones. */
  readonly rowsUsed: number;
  readonly norms: {
    readonly mean: number;
    readonly sd: number;
    /** Coefficient of variation: SD over mean. */
    readonly cv: number;
    readonly values: Float64Array;
  };
  readonly dimensions: Dimensions;
}
