import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { count } from '../names.ts';
import type { ByteSource } from '../source.ts';
import type { Layout } from './layout.ts';

/** What a file is read into: the matrix, and the words in the order of its rows. */
export interface Words {
  readonly sink: Float32Sink;
  readonly words: string[];
}

export interface WordsTask {
  readonly source: ByteSource;
  readonly layout: Layout;
  /** Rows after which nothing more is wanted. */
  readonly most: number;
  readonly see: (bytes: Uint8Array) => void;
  readonly control: Control;
}

/** Rows that there is room for at first, by what the file can hold; it grows. */
export function wordsOf({ source, layout, most }: WordsTask): Words {
  const { rows, cols } = layout;
  const room = Math.min(most, rows ?? 1024, Math.ceil(source.byteLength / (2 * cols)));
  return { sink: new Float32Sink(source.name, Math.max(1, room), cols), words: [] };
}

/** The file ends before all words that its first line says are `found`. */
export function tooFew({ source, layout }: WordsTask, found: number): LocusError {
  return new LocusError({
    code: 'E_TRUNCATED',
    message: `${source.name} is cut short: its first line says ${count(layout.rows!)} words, ${count(found)} are there.`,
    file: source.name,
    place: `word ${found} (counting from 0)`,
    hint: 'The copy or download stopped early. Get the file again.',
  });
}
