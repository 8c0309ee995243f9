import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { fileSha256 } from '../hash.ts';
import { count, plural, stem } from '../names.ts';
import { hasDecimalComma, isMissingText, parseNumber, pointForComma } from '../numbers.ts';
import { scanMatrix } from '../scan.ts';
import type { ByteSource } from '../source.ts';
import type { Encoding } from '../text.ts';
import type { FileContent, RawColumn, ReadMatrix } from '../types.ts';
import type { Dialect } from './dialect.ts';
import type { Layout } from './layout.ts';
import { readRows } from './rows.ts';

/**
 * Reads the whole table in one streaming pass: vectors into one float32 matrix, the other columns as texts.
 * @throws LocusError E_RAGGED, E_VALUE, E_EMPTY, E_QUOTE, E_LINE, E_OVERFLOW, E_MEMORY; DecodeError.
 */
export async function readTable(
  source: ByteSource,
  encoding: Encoding,
  dialect: Dialect,
  layout: Layout,
  control: Control,
): Promise<FileContent> {
  const hasher = await fileSha256(source.byteLength);
  const builder = new TableBuilder(source.name, dialect, layout);
  await readRows(source, encoding, dialect, hasher, control, (batch) =>
    batch.rows.forEach((row, i) => builder.add(row, () => batch.lineOf(i))),
  );
  const { matrix, columns, rows } = builder.finish();
  return {
    sha256: await hasher.digest(),
    matrices: matrix ? [matrix] : [],
    table:
      columns.length > 0
        ? {
            ...{ file: source.name, rows, columns },
            ...{ maybeHeader: layout.maybeHeader, heading: layout.header },
          }
        : null,
    notes: [...builder.notes(), ...readingNotes(source.name, encoding, dialect, layout)],
  };
}

/** Memory taken before the first row is read, in values; it grows with the rows that are really there. */
const FIRST_VALUES = 1 << 16;

class TableBuilder {
  readonly #file: string;
  readonly #dialect: Dialect;
  readonly #layout: Layout;
  readonly #sink: Float32Sink | null;
  readonly #row: Float64Array;
  readonly #texts: (string | null)[][];
  #headerDue: boolean;
  #rows = 0;
  /** Empty lines of a one-column table: missing values, unless nothing follows. */
  #emptyLines = 0;
  #nonFinitePlace = '';

  constructor(file: string, dialect: Dialect, layout: Layout) {
    this.#file = file;
    this.#dialect = dialect;
    this.#layout = layout;
    const d = layout.vector.length;
    this.#row = new Float64Array(d);
    this.#sink = d > 0 ? new Float32Sink(file, Math.ceil(FIRST_VALUES / d), d) : null;
    this.#texts = layout.metadata.map(() => []);
    this.#headerDue = layout.header;
  }

  add(row: string[], line: () => number): void {
    if (row.length === 1 && row[0].trim() === '') {
      if (this.#layout.width === 1) this.#emptyLines++;
      return;
    }
    if (this.#headerDue) {
      this.#headerDue = false;
      return;
    }
    for (; this.#emptyLines > 0; this.#emptyLines--) this.#push([''], line);
    if (row.length !== this.#layout.width) throw this.#ragged(row, line());
    this.#push(row, line);
  }

  finish(): { matrix: ReadMatrix | null; columns: RawColumn[]; rows: number } {
    if (this.#rows === 0) throw this.#noRows();
    const columns = this.#layout.metadata
      .map((column, i) => ({
        name: this.#layout.names[column],
        values: this.#texts[i],
        named: this.#layout.header && this.#layout.names[column] !== `column ${column + 1}`,
      }))
      // A separator at the end of every line makes a column of nothing.
      .filter(({ values, named }) => named || values.some((value) => value !== null))
      .map(({ name, values }) => ({ name, values: this.#withPoints(values) }));
    return { matrix: this.#matrix(), columns, rows: this.#rows };
  }

  notes(): string[] {
    return this.#sink?.notes() ?? [];
  }

  #push(row: string[], line: () => number): void {
    const { vector, metadata } = this.#layout;
    if (this.#sink) {
      for (let j = 0; j < vector.length; j++) this.#row[j] = this.#number(row, vector[j], line);
      this.#sink.reserve(this.#rows + 1);
      this.#sink.put(this.#row, vector.length, this.#rows * vector.length);
    }
    for (let j = 0; j < metadata.length; j++) this.#texts[j].push(this.#text(row[metadata[j]]));
    this.#rows++;
  }

  #number(row: string[], column: number, line: () => number): number {
    const cell = this.#dialect.decimalComma ? pointForComma(row[column]) : row[column];
    const value = parseNumber(this.#dialect.quotes ? cell : unquote(cell));
    if (value === undefined) throw this.#badValue(row[column], column, line());
    if (!Number.isFinite(value) && this.#nonFinitePlace === '') {
      this.#nonFinitePlace = `line ${line()}, column ${this.#layout.names[column]}`;
    }
    return value;
  }

  #text(cell: string): string | null {
    const text = this.#dialect.quotes ? cell : unquote(cell);
    return text.trim() === '' ? null : detach(text);
  }

  /** With decimal commas, the columns of numbers are rewritten with points, so that only this reader knows. */
  #withPoints(values: (string | null)[]): (string | null)[] {
    const numeric =
      this.#dialect.decimalComma &&
      values.every(
        (v) => v === null || isMissingText(v) || hasDecimalComma(v) || /^[+-]?\d+$/.test(v),
      );
    return numeric ? values.map((value) => value && pointForComma(value)) : values;
  }

  #matrix(): ReadMatrix | null {
    if (!this.#sink) return null;
    this.#sink.trim(this.#rows);
    const { data } = this.#sink;
    const cols = this.#layout.vector.length;
    const issues = scanMatrix(data, this.#rows, cols);
    const place = this.#nonFinitePlace;
    return {
      name: stem(this.#file),
      rows: this.#rows,
      cols,
      dtype: 'text',
      data,
      summary: this.#sink.summary(),
      issues: place ? { ...issues, nonFinite: { ...issues.nonFinite, place } } : issues,
    };
  }

  #ragged(row: string[], line: number): LocusError {
    const { width } = this.#layout;
    return new LocusError({
      code: 'E_RAGGED',
      message: `${this.#file}: line ${line} has ${plural(row.length, 'field')}, the lines before it have ${count(width)}.`,
      file: this.#file,
      place: `line ${line}`,
      hint: 'Add or remove fields on this line. A text that contains the separator needs quotes around it.',
    });
  }

  #badValue(cell: string, column: number, line: number): LocusError {
    const name = this.#layout.names[column];
    const shown = cell.length > 40 ? `${cell.slice(0, 40)}...` : cell;
    return new LocusError({
      code: 'E_VALUE',
      message: `${this.#file}: "${shown}" is no number, and column ${name} belongs to the vectors.`,
      file: this.#file,
      place: `line ${line}, column ${name}`,
      hint: 'Correct the value, or remove this row. If the column is no part of the vectors, give it a name that does not count up.',
    });
  }

  #noRows(): LocusError {
    return new LocusError({
      code: 'E_EMPTY',
      message: `${this.#file} has no rows${this.#layout.header ? ' below its heading' : ''}.`,
      file: this.#file,
      place: 'line 1',
      hint: 'The program that wrote it stopped early, or the wrong file was chosen.',
    });
  }
}

function readingNotes(
  file: string,
  encoding: Encoding,
  dialect: Dialect,
  layout: Layout,
): string[] {
  const notes: string[] = [];
  const { vector, names } = layout;
  if (vector.length > 0 && (vector.length < layout.width || !layout.header)) {
    const range = `${names[vector[0]]} to ${names[vector.at(-1)!]}`;
    const why = layout.header
      ? 'their names count up'
      : 'there is no heading, and they are numbers';
    notes.push(`${file}: the ${count(vector.length)} columns ${range} form the vectors (${why}).`);
  }
  if (dialect.decimalComma) notes.push(`${file}: the decimal sign is a comma.`);
  if (encoding === 'windows-1252') {
    notes.push(`${file}: not valid UTF-8; read as Windows-1252 (Western European).`);
  }
  return notes;
}

/** A field that quotes enclose on its own, where quotes are otherwise plain characters. */
function unquote(cell: string): string {
  if (cell.length < 2 || !cell.startsWith('"') || !cell.endsWith('"')) return cell;
  return cell.slice(1, -1).replaceAll('""', '"');
}

/** V8 keeps a whole chunk of text alive for a piece of 13 or more characters cut from it; this copies the piece. */
function detach(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
