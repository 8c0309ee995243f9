import type { Probe } from '../types.ts';

/** How word vectors lie in a file, by its first bytes. */
export interface Layout {
  /** Text: "word 0.1 0.2 ..." on each line. Binary: the word, a space, float32 numbers. */
  readonly encoding: 'text' | 'binary';
  readonly cols: number;
  /** From a first line "rows cols" (word2vec, fastText); null without one (GloVe). */
  readonly rows: number | null;
  /** Where the first word begins. */
  readonly start: number;
}

const NEWLINE = 10;
const SPACE = 32;
/** More is no length of a vector. */
const MAX_COLS = 100_000;
const MAX_WORD_BYTES = 10_000;
/** Fewer numbers behind a text may be anything. */
const LEAST_COLS = 8;

const latin1 = new TextDecoder('latin1');

/** @returns null when the bytes are no word vectors */
export function layoutOf({ head, byteLength }: Pick<Probe, 'head' | 'byteLength'>): Layout | null {
  const lineEnd = head.indexOf(NEWLINE);
  if (lineEnd < 0) return null;
  const counted = /^\s*(\d{1,9})[ \t](\d{1,6})\s*$/.exec(latin1.decode(head.subarray(0, lineEnd)));
  if (!counted) return gloveLayout(head, byteLength);
  const rows = Number(counted[1]);
  const cols = Number(counted[2]);
  if (rows < 1 || cols < 1 || cols > MAX_COLS) return null;
  const start = lineEnd + 1;
  const numbers = numbersOfLine(head, start, byteLength);
  if (numbers === cols) return { encoding: 'text', rows, cols, start };
  const isBinary = looksBinary(head, start) && start + rows * (4 * cols + 2) <= byteLength + 1;
  return isBinary ? { encoding: 'binary', rows, cols, start } : null;
}

function gloveLayout(head: Uint8Array, byteLength: number): Layout | null {
  let cols = Infinity;
  let start = 0;
  // A word may hold spaces ("at name@domain.com" in GloVe): the line with the fewest numbers says how many there are.
  for (let line = 0; line < 5 && start < head.length; line++) {
    const numbers = numbersOfLine(head, start, byteLength);
    if (numbers === null) break;
    if (numbers < LEAST_COLS) return null;
    cols = Math.min(cols, numbers);
    const end = head.indexOf(NEWLINE, start);
    if (end < 0) break;
    start = end + 1;
  }
  return Number.isFinite(cols) ? { encoding: 'text', rows: null, cols, start: 0 } : null;
}

/** How many numbers end the line, when it is a text and numbers; null when its end is not there. */
function numbersOfLine(head: Uint8Array, start: number, byteLength: number): number | null {
  let end = head.indexOf(NEWLINE, start);
  if (end < 0) {
    if (head.length < byteLength) return null;
    end = head.length;
  }
  const parts = latin1.decode(head.subarray(start, end)).trimEnd().split(' ');
  let numbers = 0;
  while (numbers < parts.length - 1 && isNumber(parts[parts.length - 1 - numbers]!)) numbers++;
  return numbers;
}

const isNumber = (text: string): boolean =>
  /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$|^[-+]?(nan|inf)$/i.test(text);

/** After a short word and a space there are bytes that are no text. */
function looksBinary(head: Uint8Array, start: number): boolean {
  const space = head.indexOf(SPACE, start);
  if (space < 0 || space - start > MAX_WORD_BYTES) return false;
  const numbers = head.subarray(space + 1, space + 65);
  return numbers.some((byte) => byte < 9 || byte > 126 || (byte > 13 && byte < 32));
}
