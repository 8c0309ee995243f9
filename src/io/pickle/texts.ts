import { checkpoint, type Control } from '../../base/control.ts';
import { count } from '../names.ts';
import type { Contents } from './storages.ts';
import { isNumber } from './tree.ts';
import { Bytes, Text, type Value } from './values.ts';
import { Window } from './window.ts';

/** Long texts of one reading, in bytes of the file: a pickle may refer to one text many times. */
const MAX_TEXT_BYTES = 256 << 20;

/** Texts of a pickle: short ones were kept, those that are long are read in the file when they are wanted. */
export class Texts {
  readonly #contents: Contents;
  readonly #window = new Window();
  #left = MAX_TEXT_BYTES;

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /**
   * The values as they stand in a table, null for a missing one; or why they cannot be had, as a half sentence.
   * @throws LocusError E_READ; CancelledError
   */
  async of(values: readonly Value[], control: Control): Promise<(string | null)[] | string> {
    let length = 0;
    for (const value of values) if (isLong(value)) length += value.length;
    if (length > this.#left) return `more than ${count(MAX_TEXT_BYTES)} bytes of long texts`;
    this.#left -= length;
    const texts: (string | null)[] = [];
    for (const [i, value] of values.entries()) {
      if (i % 1024 === 0) await checkpoint(control);
      const text = isLong(value) ? await this.#read(value) : (scalarText(value) ?? null);
      if (text === undefined) return 'bytes that are no text';
      texts.push(text);
    }
    return texts;
  }

  async #read(value: Text | Bytes): Promise<string | undefined> {
    const view = await this.#window.view(this.#contents.source, value.at, value.at + value.length);
    if (value instanceof Text) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(view);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(view);
    } catch {
      return undefined;
    }
  }
}

/** Whether a text was too long to be kept. */
const isLong = (value: Value): value is Text | Bytes =>
  value instanceof Text || (value instanceof Bytes && value.data === null);

/** A scalar as it stands in a table; undefined for what is none. */
function scalarText(value: Value): string | null | undefined {
  if (value === null || typeof value === 'string') return value;
  if (isNumber(value)) return Number.isNaN(value) ? null : String(value);
  if (value instanceof Bytes && value.data) return new TextDecoder('utf-8').decode(value.data);
  return undefined;
}
