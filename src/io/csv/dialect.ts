import Papa from 'papaparse';
import { hasDecimalComma, parseNumber } from '../numbers.ts';
import { extension } from '../names.ts';

/** How a table of text is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Whether `"` encloses fields across separators and lines; otherwise only a field that it begins and ends. */
  readonly quotes: boolean;
  readonly decimalComma: boolean;
}

/** In order of preference when several explain the lines equally well. */
const DELIMITERS = ['\t', ';', '|', ','];

/**
 * Finds separator, quoting and decimal sign from the first lines. A separator is good when most lines have the
 * same number of fields, and better the more of these are numbers.
 * @param text complete lines that end in "\n"
 */
export function detectDialect(text: string, name: string): Dialect {
  const sample = beginning(text);
  if (extension(name) === '.tsv') return dialect('\t', sample);
  const scored = DELIMITERS.filter((delimiter) => sample.includes(delimiter)).map((delimiter) => ({
    delimiter,
    ...score(sample, dialect(delimiter, sample)),
  }));
  const best = scored
    .filter(({ fields, agreement }) => fields > 1 && agreement >= 0.5)
    .sort((a, b) => b.numbers - a.numbers || b.fields - a.fields)[0];
  if (best) return dialect(best.delimiter, sample);
  if (isSpaced(sample)) return { delimiter: ' ', quotes: false, decimalComma: false };
  return dialect(',', sample);
}

/** Enough text to tell how a table is written, however wide it is. */
const SAMPLE_CHARS = 64 << 10;

function beginning(text: string): string {
  if (text.length <= SAMPLE_CHARS) return text;
  const lines = text.lastIndexOf('\n', SAMPLE_CHARS);
  return lines > 0 ? text.slice(0, lines + 1) : `${text.slice(0, SAMPLE_CHARS)}\n`;
}

function dialect(delimiter: string, sample: string): Dialect {
  // Tab-separated files seldom quote, and a lone `"` is a common token in word lists.
  const quotes = delimiter !== '\t';
  return {
    delimiter,
    quotes,
    decimalComma: delimiter !== ',' && usesDecimalComma(sample, delimiter),
  };
}

function usesDecimalComma(sample: string, delimiter: string): boolean {
  let comma = 0;
  let point = 0;
  for (const row of splitRows(sample, { delimiter, quotes: true })) {
    for (const cell of row) {
      if (hasDecimalComma(cell)) comma++;
      else if (cell.includes('.') && Number.isFinite(parseNumber(cell))) point++;
    }
  }
  return comma > point;
}

function score(
  sample: string,
  { delimiter, quotes, decimalComma }: Dialect,
): { fields: number; agreement: number; numbers: number } {
  const rows = splitRows(sample, { delimiter, quotes }).filter(
    (row) => row.length > 1 || row[0] !== '',
  );
  const tally = new Map<number, number>();
  let numbers = 0;
  for (const row of rows) {
    tally.set(row.length, (tally.get(row.length) ?? 0) + 1);
    for (const cell of row) {
      if (Number.isFinite(parseNumber(cell)) || (decimalComma && hasDecimalComma(cell))) numbers++;
    }
  }
  const [fields, votes] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0];
  return { fields, agreement: votes / rows.length, numbers: numbers / rows.length };
}

/** Lines such as "the 0.418 0.249 ...": one word, then numbers, one space between them. */
function isSpaced(sample: string): boolean {
  const rows = splitRows(sample, { delimiter: ' ', quotes: false });
  const width = rows[0]?.length ?? 0;
  return (
    width > 2 &&
    rows.every(
      (row) =>
        row.length === width && row.slice(1).every((cell) => Number.isFinite(parseNumber(cell))),
    )
  );
}

/** The rows of complete lines. */
export function splitRows(
  text: string,
  options: { readonly delimiter: string; readonly quotes: boolean },
): string[][] {
  return parseText(text, options, true).rows;
}

/** What one pass over a text found. */
export interface ParsedText {
  readonly rows: string[][];
  /** Characters used; the rest is the beginning of a row that is not complete. */
  readonly used: number;
  /** Index of the first row whose quotes make no sense, or -1. */
  readonly badQuote: number;
}

/** One pass of Papa Parse's parser; with `partial` a last row without line end is left for the next pass. */
export function parseText(
  text: string,
  { delimiter, quotes }: { readonly delimiter: string; readonly quotes: boolean },
  partial: boolean,
): ParsedText {
  const parser = new Papa.Parser({
    delimiter,
    newline: '\n',
    ...(!quotes && { fastMode: true }),
  });
  const { data, errors, meta } = parser.parse(text, 0, partial) as {
    data: string[][];
    errors: readonly { row: number }[];
    meta: { cursor: number };
  };
  // A complaint about the row that is not complete yet is premature.
  const badQuote = errors.find(({ row }) => !partial || row < data.length)?.row ?? -1;
  return { rows: data, used: meta.cursor, badQuote };
}
