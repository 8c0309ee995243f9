import { LocusError } from '../../base/errors.ts';
import type { Float32Sink } from '../float32.ts';
import { count, plural } from '../names.ts';
import type { ByteSource } from '../source.ts';
import type { Block } from './chunk.ts';
import { damaged } from './file.ts';
import type { Leaf } from './schema.ts';

/** Rows of lists on their way into a matrix, page by page. Rows that are missing, and numbers that are, become NaN. */
export class ListRows {
  readonly #source: ByteSource;
  readonly #leaf: Leaf;
  readonly #cols: number;
  readonly #sink: Float32Sink;
  readonly #place: (row: number) => number;
  readonly #row: Float64Array;
  /** Of the row that is being read: its place in the file, its numbers so far, and those in the matrix already. */
  #index: number;
  #filled: number;
  #written: number;
  #isMissing = false;
  #isOpen = false;

  /** @param place of a row in the matrix, -1 for rows that are left out */
  constructor(
    source: ByteSource,
    leaf: Leaf,
    cols: number,
    sink: Float32Sink,
    firstRow: number,
    place: (row: number) => number,
  ) {
    this.#source = source;
    this.#leaf = leaf;
    this.#cols = cols;
    this.#sink = sink;
    this.#place = place;
    this.#row = new Float64Array(cols);
    this.#index = firstRow - 1;
    this.#filled = cols;
    this.#written = cols;
  }

  /**
   * @returns the first row that is not complete yet
   * @throws LocusError E_RAGGED, E_OVERFLOW, E_HEADER
   */
  put(block: Block<Float64Array>): number {
    if (this.#isRegular(block)) this.#putWhole(block);
    else this.#putEach(block);
    if (this.#filled !== this.#cols) return this.#index;
    // Nothing may follow: pages after the last wanted row stay unread.
    this.#write();
    return this.#index + 1;
  }

  /** Ends the last row. @returns rows seen */
  end(): number {
    this.#close();
    return ++this.#index;
  }

  /** Nothing is missing, and rows begin where they should. */
  #isRegular({ definition, repetition, slots }: Block<Float64Array>): boolean {
    const cols = this.#cols;
    if (definition || !repetition || this.#isMissing || this.#filled > cols) return false;
    let next = cols - this.#filled; // slots before the next row
    for (let i = 0; i < slots; i++) {
      if (i === next) {
        if (repetition[i] !== 0) return false;
        next += cols;
      } else if (repetition[i] === 0) return false;
    }
    return true;
  }

  #putWhole({ values }: Block<Float64Array>): void {
    const cols = this.#cols;
    if (values.length > 0) this.#write();
    for (let i = 0; i < values.length;) {
      if (this.#filled === cols) this.#open();
      const taken = Math.min(cols - this.#filled, values.length - i);
      const place = this.#place(this.#index);
      const at = place * cols + this.#filled;
      if (place >= 0) this.#sink.put(values.subarray(i, i + taken), taken, at);
      this.#filled += taken;
      this.#written = this.#filled;
      i += taken;
    }
  }

  #putEach({ definition, repetition, slots, values }: Block<Float64Array>): void {
    const { maxDefinition, elementDefinition } = this.#leaf;
    let next = 0;
    for (let i = 0; i < slots; i++) {
      const level = definition ? definition[i]! : maxDefinition;
      if (repetition![i] === 0) {
        this.#close();
        this.#open();
        // An empty list is a row without numbers, not a missing one.
        this.#isMissing = level < elementDefinition - 1;
      } else if (!this.#isOpen) {
        throw damaged(this.#source, 'its first list has no beginning', this.#where);
      }
      if (level < elementDefinition) continue;
      const value = level === maxDefinition ? values[next++]! : NaN;
      if (this.#filled < this.#cols) this.#row[this.#filled] = value;
      this.#filled++;
    }
  }

  #open(): void {
    this.#index++;
    this.#filled = 0;
    this.#written = 0;
    this.#isMissing = false;
    this.#isOpen = true;
  }

  #close(): void {
    if (!this.#isOpen) return;
    if (this.#isMissing) {
      this.#row.fill(NaN);
      this.#filled = this.#cols;
      this.#isMissing = false;
    }
    if (this.#filled !== this.#cols) throw this.#ragged();
    this.#write();
  }

  /** Brings what has gathered of the row into the matrix. */
  #write(): void {
    const [from, to] = [this.#written, this.#filled];
    const place = from < to ? this.#place(this.#index) : -1;
    if (place >= 0)
      this.#sink.put(this.#row.subarray(from, to), to - from, place * this.#cols + from);
    this.#written = to;
  }

  get #where(): string {
    return `column "${this.#leaf.column}"`;
  }

  #ragged(): LocusError {
    const { name } = this.#source;
    return new LocusError({
      code: 'E_RAGGED',
      message: `${name}: vector ${count(this.#index)} of column "${this.#leaf.column}" has ${plural(this.#filled, 'number')}, others have ${count(this.#cols)}.`,
      file: name,
      place: `${this.#where}, row ${this.#index} (counting from 0)`,
      hint: 'All vectors of one space have the same length. Correct or remove this row.',
    });
  }
}
