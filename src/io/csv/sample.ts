import { throwIfCancelled, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { DecodeError, detectEncoding, lineDecoder, type Encoding } from '../text.ts';

/** A table with a longer line than this is no table. */
export const MAX_LINE_CHARS = 32 << 20;
const FIRST_BYTES = 64 << 10;
/** Enough lines to know the columns; wide tables are known by fewer. */
const ENOUGH_LINES = 20;
const ENOUGH_WIDE_LINES = 3;

/** The beginning of a table. */
export interface Sample {
  readonly encoding: Encoding;
  /** The first complete lines, each ending in "\n". */
  readonly text: string;
}

/**
 * Reads as many of the first bytes as it takes to know the columns.
 * @throws LocusError E_LINE when a single line is absurdly long.
 */
export async function readSample(source: ByteSource, control: Control): Promise<Sample> {
  let enough = ENOUGH_LINES;
  for (let bytes = FIRST_BYTES; ; bytes = Math.min(4 * bytes, MAX_LINE_CHARS)) {
    throwIfCancelled(control);
    const whole = bytes >= source.byteLength;
    const head = await readRange(source, 0, Math.min(bytes, source.byteLength));
    const { encoding, text } = decodeHead(head, whole);
    if (whole) return { encoding, text: text.endsWith('\n') ? text : `${text}\n` };
    const most = bytes === MAX_LINE_CHARS;
    const lines = countLines(text);
    if (lines >= (most ? 1 : enough)) {
      return { encoding, text: text.slice(0, text.lastIndexOf('\n') + 1) };
    }
    if (most) throw lineTooLong(source.name, 1);
    enough = ENOUGH_WIDE_LINES;
  }
}

function decodeHead(head: Uint8Array, whole: boolean): Sample {
  const encoding = detectEncoding(head);
  const decode = (as: Encoding): string => {
    const decoder = lineDecoder(as);
    return decoder.push(head) + (whole ? decoder.end() : '');
  };
  try {
    return { encoding, text: decode(encoding) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { encoding: 'windows-1252', text: decode('windows-1252') };
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (++lines >= ENOUGH_LINES) break;
  }
  return lines;
}

/** E_LINE; `line` counts from 1. */
export function lineTooLong(file: string, line: number): LocusError {
  return new LocusError({
    code: 'E_LINE',
    message: `${file}: line ${line} has more than ${count(MAX_LINE_CHARS)} characters.`,
    file,
    place: `line ${line}`,
    hint: 'The line ends are missing, or a quote is never closed. Write the table again with one item per line, or save the vectors with numpy.save.',
  });
}
