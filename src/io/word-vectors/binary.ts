import { LocusError } from '../../base/errors.ts';
import { readChunks } from '../source.ts';
import { viewOf } from '../view.ts';
import { tooFew, wordsOf, type Words, type WordsTask } from './words.ts';

const SPACE = 32;
const NEWLINE = 10;
const MAX_WORD_BYTES = 10_000;
const ENOUGH = Symbol('enough');

/** word2vec's binary format: a word, a space, little-endian float32 numbers, and perhaps a line end. @throws LocusError; CancelledError */
export async function readBinary(task: WordsTask): Promise<Words> {
  const { source, layout, most, see, control } = task;
  const { cols } = layout;
  const found = wordsOf(task);
  const { sink, words } = found;
  const wanted = Math.min(most, layout.rows!);
  const decoder = new TextDecoder();
  const row = new Float64Array(cols);
  const rowBytes = 4 * cols;
  let rest = new Uint8Array(0);
  /** Takes what is whole; keeps the rest. */
  const take = (bytes: Uint8Array): void => {
    const view = viewOf(bytes);
    let at = 0;
    while (words.length < wanted) {
      let from = at;
      while (bytes[from] === NEWLINE) from++;
      const space = bytes.indexOf(SPACE, from);
      if (space < 0 ? bytes.length - from > MAX_WORD_BYTES : space - from > MAX_WORD_BYTES)
        throw noWord(task, words.length);
      if (space < 0 || space + 1 + rowBytes > bytes.length) break;
      for (let c = 0; c < cols; c++) row[c] = view.getFloat32(space + 1 + 4 * c, true);
      sink.reserve(words.length + 1);
      sink.put(row, cols, words.length * cols);
      words.push(decoder.decode(bytes.subarray(from, space)));
      at = space + 1 + rowBytes;
    }
    if (words.length === wanted) throw ENOUGH;
    rest = bytes.slice(at);
  };
  try {
    await readChunks(source, layout.start, source.byteLength, control, (chunk) => {
      see(chunk);
      take(joined(rest, chunk));
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  if (words.length < wanted) throw tooFew(task, words.length);
  sink.trim(words.length);
  return found;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function noWord({ source }: WordsTask, word: number): LocusError {
  return new LocusError({
    code: 'E_VALUE',
    message: `${source.name}: there is no word where word ${word} should stand.`,
    file: source.name,
    place: `word ${word} (counting from 0)`,
    hint: 'The file is damaged, or its vectors have another length than its first line says. Get it again.',
  });
}
