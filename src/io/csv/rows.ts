import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import type { FileHasher } from '../hash.ts';
import { readChunks, type ByteSource } from '../source.ts';
import { lineDecoder, type Encoding } from '../text.ts';
import { parseText, type Dialect } from './dialect.ts';
import { lineTooLong, MAX_LINE_CHARS } from './sample.ts';

/** Some consecutive rows of a table. */
export interface RowBatch {
  readonly rows: readonly string[][];
  /** Line in the file, from 1, on which row `i` of the batch begins. */
  lineOf(i: number): number;
}

const CHUNK_BYTES = 1 << 20;

/**
 * Streams the rows of a table: bytes are decoded and parsed chunk by chunk, so that neither the file nor its
 * text is ever held whole.
 * @throws LocusError E_QUOTE, E_LINE, E_READ; DecodeError when the encoding does not fit; CancelledError.
 */
export async function readRows(
  source: ByteSource,
  encoding: Encoding,
  dialect: Dialect,
  hasher: FileHasher,
  control: Control,
  visit: (batch: RowBatch) => void,
): Promise<void> {
  const decoder = lineDecoder(encoding);
  let text = '';
  let line = 1;
  let enough = 0; // parse again only when this much text is there: a long row is not scanned per chunk

  const parse = (last: boolean): void => {
    const { rows, used, badQuote } = parseText(text, dialect, !last);
    const start = line;
    const multiline = dialect.quotes && text.includes('"');
    const lineOf = (i: number): number => start + i + (multiline ? innerLineEnds(rows, i) : 0);
    if (badQuote >= 0) throw quoteError(source.name, lineOf(badQuote));
    if (rows.length > 0) visit({ rows, lineOf });
    line = lineOf(rows.length);
    text = text.slice(used);
    enough = rows.length > 0 ? 0 : 2 * text.length;
    if (text.length > MAX_LINE_CHARS) throw lineTooLong(source.name, line);
  };

  const useChunk = (chunk: Uint8Array): void | Promise<void> => {
    const wait = hasher.update(chunk);
    text += decoder.push(chunk);
    if (text.length >= enough) parse(false);
    return wait;
  };
  await readChunks(source, 0, source.byteLength, control, useChunk, CHUNK_BYTES);
  text += decoder.end();
  if (text.endsWith('\n')) text = text.slice(0, -1);
  else if (text === '') return;
  parse(true);
}

/** Line ends inside the quotes of the first `n` rows: a row takes one line and one more for each of them. */
function innerLineEnds(rows: readonly string[][], n: number): number {
  let found = 0;
  for (let i = 0; i < n && i < rows.length; i++) {
    for (const cell of rows[i]) {
      for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) found++;
    }
  }
  return found;
}

function quoteError(file: string, line: number): LocusError {
  return new LocusError({
    code: 'E_QUOTE',
    message: `${file}: on line ${line} a quote (") opens or closes in the wrong place.`,
    file,
    place: `line ${line}`,
    hint: 'A quote inside a text is written twice: "5"" pipe". Correct the line, or export the table again.',
  });
}
