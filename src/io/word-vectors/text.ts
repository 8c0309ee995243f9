import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readChunks } from '../source.ts';
import { tooFew, wordsOf, type Words, type WordsTask } from './words.ts';

/** Thrown to stop reading. */
const ENOUGH = Symbol('enough');
const CHUNK_BYTES = 1 << 20;
/** A damaged file may be one endless line. */
const MAX_LINE_CHARS = 8 << 20;

/** GloVe, word2vec text and fastText .vec: a word and its numbers on each line. @throws LocusError; CancelledError */
export async function readText(task: WordsTask): Promise<Words> {
  const { source, layout, most, see, control } = task;
  const found = wordsOf(task);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const row = new Float64Array(layout.cols);
  let rest = '';
  let line = layout.rows === null ? 0 : 1;
  const take = (text: string): void => {
    line++;
    if (text.trim() === '') return;
    if (found.words.length === layout.rows) throw tooMany(task, line);
    addLine(task, found, row, text, line);
    if (found.words.length >= most) throw ENOUGH;
  };
  try {
    await readChunks(
      source,
      layout.start,
      source.byteLength,
      control,
      (chunk) => {
        see(chunk);
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop()!;
        if (rest.length > MAX_LINE_CHARS) throw tooLong(task, line + 1);
        for (const text of lines) take(text);
      },
      CHUNK_BYTES,
    );
    take(rest + decoder.decode());
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  const { length } = found.words;
  if (layout.rows !== null && length < Math.min(most, layout.rows)) throw tooFew(task, length);
  found.sink.trim(length);
  return found;
}

/** The last numbers of the line; all before them is the word, spaces included. */
function addLine(
  { source, layout }: WordsTask,
  { sink, words }: Words,
  row: Float64Array,
  text: string,
  line: number,
): void {
  const { cols } = layout;
  const trimmed = text.trimEnd();
  let end = trimmed.length;
  for (let c = cols - 1; c >= 0; c--) {
    const space = trimmed.lastIndexOf(' ', end - 1);
    if (space < 0) throw ragged(source.name, line, cols - 1 - c, cols);
    const token = trimmed.slice(space + 1, end);
    const value = token === '' ? NaN : Number(token);
    if (Number.isNaN(value) && !/^[-+]?(nan|inf)$/i.test(token))
      throw noNumber(source.name, line, c, token);
    row[c] = /inf$/i.test(token) ? (token.startsWith('-') ? -Infinity : Infinity) : value;
    end = space;
  }
  sink.reserve(words.length + 1);
  sink.put(row, cols, words.length * cols);
  words.push(trimmed.slice(0, end));
}

function ragged(file: string, line: number, found: number, cols: number): LocusError {
  return new LocusError({
    code: 'E_RAGGED',
    message: `${file}: line ${count(line)} holds ${found} numbers behind a word, the lines before it ${cols}.`,
    file,
    place: `line ${line}`,
    hint: 'The file is damaged there, or it is no file of word vectors. Get it again, or remove the line.',
  });
}

function noNumber(file: string, line: number, column: number, token: string): LocusError {
  return new LocusError({
    code: 'E_VALUE',
    message: `${file}: ${JSON.stringify(token.slice(0, 40))} on line ${count(line)} is no number.`,
    file,
    place: `line ${line}, number ${column} (counting from 0)`,
    hint: 'Correct or remove the line.',
  });
}

function tooMany({ source, layout }: WordsTask, line: number): LocusError {
  return new LocusError({
    code: 'E_HEADER',
    message: `${source.name}: its first line says ${count(layout.rows!)} words, and there are more.`,
    file: source.name,
    place: `line ${line}`,
    hint: 'Correct the first line: the number of words, a space, the length of a vector.',
  });
}

function tooLong({ source }: WordsTask, line: number): LocusError {
  return new LocusError({
    code: 'E_LINE',
    message: `${source.name}: line ${count(line)} has more than ${count(MAX_LINE_CHARS)} characters.`,
    file: source.name,
    place: `line ${line}`,
    hint: 'Line ends may be missing, or the file is damaged.',
  });
}
