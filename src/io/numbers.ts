/** Numbers and missing values as texts write them. */

const MISSING_NUMBER: ReadonlySet<string> = new Set(
  ',na,n/a,#n/a,<na>,nan,-nan,null,none,nil,missing,?,-,.'.split(','),
);
const MISSING_TEXT: ReadonlySet<string> = new Set(',na,n/a,#n/a,<na>,nan,null,none'.split(','));
const INFINITE: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-infinity', -Infinity],
]);

/** "0x10" is a number to JavaScript, not to a person with a table. */
const OTHER_BASE = /^\s*0[xob]/i;

/** The number a cell holds; NaN when it says that the value is missing; undefined when it is no number. */
export function parseNumber(cell: string): number | undefined {
  const value = +cell;
  if (value === value) {
    if (value === 0 && cell.trim() === '') return NaN;
    if (cell.charCodeAt(1) > 57 && OTHER_BASE.test(cell)) return undefined;
    return value;
  }
  if (cell.length > 12) return undefined;
  const word = cell.trim().toLowerCase();
  return MISSING_NUMBER.has(word) ? NaN : INFINITE.get(word);
}

/** Whether a text cell stands for a missing value ("NA", "null" ...). */
export function isMissingText(cell: string): boolean {
  return cell.length < 12 && MISSING_TEXT.has(cell.trim().toLowerCase());
}

const COMMA_NUMBER = /^\s*[+-]?\d*,\d+(e[+-]?\d+)?\s*$/i;

/** "1,5" -> "1.5" where the comma is the decimal sign; other cells as they are. */
export function pointForComma(cell: string): string {
  return COMMA_NUMBER.test(cell) ? cell.replace(',', '.') : cell;
}

/** Whether the cell is a number with a decimal comma. */
export function hasDecimalComma(cell: string): boolean {
  return COMMA_NUMBER.test(cell);
}
