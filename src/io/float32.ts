import { LocusError } from '../base/errors.ts';
import { count, plural } from './names.ts';
import { isInexact, roundedNotes } from './number-type.ts';
import type { MatrixSummary } from './types.ts';

/** Finite float64 values from here on round to infinity in float32 (the largest float32 plus half a step). */
const FLOAT32_OVERFLOW = 3.4028235677973366e38;

/**
 * Puts float64 numbers into a float32 matrix and keeps account: the summary of the values as they stood in the
 * file, and what float32 could not hold.
 */
export class Float32Sink {
  #data: Float32Array;
  readonly #file: string;
  readonly #cols: number;
  #sum = 0;
  #underflow = 0;
  #rounded = 0;
  readonly #first: number[] = [];
  #last = NaN;

  /** Whether what is put are integers, of which those that float32 rounds are counted. Readers that count themselves leave it. */
  areIntegers = false;

  /** @throws LocusError E_MEMORY when this machine cannot hold rows x cols float32 values. */
  constructor(file: string, rows: number, cols: number) {
    this.#data = allocate(file, rows, cols);
    this.#file = file;
    this.#cols = cols;
  }

  /** The row-major matrix. */
  get data(): Float32Array {
    return this.#data;
  }

  /** Makes room for at least `rows` rows, for files that do not say how many there are. */
  reserve(rows: number): void {
    if (rows * this.#cols <= this.#data.length) return;
    const larger = allocate(this.#file, Math.ceil(rows * 1.5), this.#cols);
    larger.set(this.#data);
    this.#data = larger;
  }

  /** Cuts what `reserve` took too much. */
  trim(rows: number): void {
    const length = rows * this.#cols;
    if (length < this.#data.length) this.#data = this.#data.slice(0, length);
  }

  /**
   * Writes `values[0..n)` to positions `at`, `at + step`, ... of the row-major matrix.
   * @throws LocusError E_OVERFLOW when a finite value is too large for float32.
   */
  put(values: Float64Array, n: number, at: number, step = 1): void {
    const data = this.#data;
    let sum = this.#sum;
    for (let i = 0, to = at; i < n; i++, to += step) {
      const value = values[i];
      data[to] = value;
      sum += value;
      if (value >= FLOAT32_OVERFLOW || value <= -FLOAT32_OVERFLOW) this.#checkOverflow(value, to);
      else if (value !== 0 && data[to] === 0) this.#underflow++;
    }
    this.#sum = sum;
    if (this.areIntegers) for (let i = 0; i < n; i++) if (isInexact(values[i])) this.#rounded++;
    this.#keepEnds(values, n, at, step);
  }

  /** For values that were written into `data` directly, from position `from` to `to`, in order: sums them and keeps the ends. */
  adopt(from = 0, to = this.#data.length): void {
    const data = this.#data;
    let sum = this.#sum;
    for (let i = from; i < to; i++) sum += data[i];
    this.#sum = sum;
    this.#first.push(...data.subarray(from, Math.min(to, 5, this.#cols)));
    this.#last = data[to - 1];
  }

  summary(): MatrixSummary {
    return { first: this.#first, sum: this.#sum, last: this.#last };
  }

  notes(): string[] {
    const notes: string[] = [];
    if (this.#underflow > 0) {
      notes.push(
        `${this.#file}: ${plural(this.#underflow, 'value')} too small for float32 (below 1.4e-45) became 0.`,
      );
    }
    return [...notes, ...roundedNotes(this.#file, this.#rounded)];
  }

  #keepEnds(values: Float64Array, n: number, at: number, step: number): void {
    const firstCols = Math.min(5, this.#cols);
    for (let i = 0, to = at; i < n && to < firstCols; i++, to += step) this.#first[to] = values[i];
    if (n > 0) this.#last = values[n - 1]; // the bottom right value comes last in both orders
  }

  #checkOverflow(value: number, at: number): void {
    if (!Number.isFinite(value)) return;
    throw new LocusError({
      code: 'E_OVERFLOW',
      message: `${this.#file}: ${value} is too large for float32 (at most 3.4e38).`,
      file: this.#file,
      place: `row ${Math.floor(at / this.#cols)}, column ${at % this.#cols} (counting from 0)`,
      hint: 'Rescale before saving, e.g. divide all values by the largest absolute one.',
    });
  }
}

/** A float32 matrix, or an error that says how much memory was wanted. */
export function allocate(file: string, rows: number, cols: number): Float32Array {
  try {
    return new Float32Array(rows * cols);
  } catch {
    throw new LocusError({
      code: 'E_MEMORY',
      message: `${file}: ${count(rows)} x ${count(cols)} float32 values need ${count(rows * cols * 4)} bytes, more than this page can have.`,
      file,
      place: 'the whole matrix',
      hint: 'Open a sample of the rows: numpy.save(path, x[numpy.random.default_rng(0).permutation(len(x))[:100000]]).',
    });
  }
}
