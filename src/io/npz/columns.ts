import { MAX_TEXT_BYTES } from '../numpy/column.ts';
import type { NpzArray } from './arrays.ts';

/** Whether an array with one axis can stand beside the vectors as a column. */
export const isColumn = ({ shape, type }: NpzArray): boolean =>
  shape.length === 1 && ('kind' in type || ('text' in type && type.size <= MAX_TEXT_BYTES));
