import { checkpoint, type Control } from '../../base/control.ts';
import { Float32Sink } from '../float32.ts';
import type { Hasher } from '../hash.ts';
import { countRounded, decoder, roundedNotes, type NumberType } from '../number-type.ts';
import { scanMatrix } from '../scan.ts';
import type { ReadMatrix } from '../types.ts';
import { viewOf } from '../view.ts';
import { numberOf } from './datatype.ts';
import type { Hdf5File } from './file.ts';

/** What every reading of a matrix is given. */
export interface Reading {
  readonly file: Hdf5File;
  /** Rising; null for all rows. */
  readonly chosen: Uint32Array | null;
  readonly hasher: Hasher;
  readonly notes: string[];
  readonly control: Control;
}

const SLICE_BYTES = 4 << 20;
/** Chunks are undone whole: slices follow them, up to this. */
const MAX_SLICE_BYTES = 256 << 20;
/** Reading over a gap of this many bytes costs less than asking anew. */
const GAP_BYTES = 256 << 10;

/** Takes numbers out of HDF5's blocks, with account of what float32 cannot hold. */
export class BlockDecoder {
  rounded = 0;
  readonly type: NumberType;
  readonly #decode;
  #values = new Float64Array(0);

  constructor(type: NumberType) {
    this.type = type;
    this.#decode = decoder(type);
  }

  /** Valid until the next call. */
  take(bytes: Uint8Array<ArrayBuffer>): Float64Array {
    const n = bytes.byteLength / this.type.size;
    const view = viewOf(bytes);
    if (this.#values.length < n) this.#values = new Float64Array(n);
    this.#decode(view, 0, n, this.#values);
    this.rounded += countRounded(this.type, view, 0, n, this.#values);
    return this.#values.subarray(0, n);
  }

  notes(file: string): string[] {
    return roundedNotes(file, this.rounded);
  }
}

/** Numbers of a dataset that is one row, from `from` to `to`. */
export function numbers(file: Hdf5File, path: string, from: number, to: number): Float64Array {
  const type = numberOf(file.info(path));
  if (typeof type === 'string') throw new TypeError(`${path} holds ${type}`);
  return new BlockDecoder(type).take(file.run(path, from, to));
}

/**
 * Reads a 2-D dataset in slices of rows that follow its chunks. `transposed`: the dataset is stored D x N, as MATLAB does, and
 * comes out N x D.
 */
export async function readDense(
  reading: Reading,
  path: string,
  name: string,
  transposed = false,
): Promise<ReadMatrix> {
  const { file, chosen, notes, hasher, control } = reading;
  const info = file.info(path);
  const type = numberOf(info);
  if (typeof type === 'string' || info.shape?.length !== 2)
    throw new TypeError(`${path}: no matrix`);
  const [stored, width] = info.shape;
  const rows = chosen?.length ?? (transposed ? width : stored);
  const cols = transposed ? stored : width;
  const sink = new Float32Sink(file.source.name, rows, cols);
  const taken = new BlockDecoder(type);
  const picked = transposed && chosen ? new Float64Array(rows) : null;
  let done = 0; // chosen rows so far
  for (const [first, end] of slices(info, transposed ? null : chosen)) {
    await checkpoint(control);
    const block = file.block(path, [first, 0], [end - first, width]);
    hasher.update(block);
    const values = taken.take(block);
    if (transposed) {
      for (let i = first; i < end; i++) {
        const column = values.subarray((i - first) * width, (i - first + 1) * width);
        if (picked) for (let j = 0; j < rows; j++) picked[j] = column[chosen![j]];
        sink.put(picked ?? column, rows, i, cols);
      }
    } else if (!chosen) {
      sink.put(values, values.length, first * cols);
    } else {
      for (; done < rows && chosen[done] < end; done++) {
        const at = (chosen[done] - first) * cols;
        sink.put(values.subarray(at, at + cols), cols, done * cols);
      }
    }
    control.progress?.({ stage: `Reading ${file.source.name}`, done: end, total: stored });
  }
  notes.push(...sink.notes(), ...taken.notes(file.source.name));
  const { data } = sink;
  const issues = scanMatrix(data, rows, cols);
  // As HDF5 gives the bytes, which are those that are hashed.
  const layout = `little-endian, by ${transposed ? 'column' : 'row'}`;
  return { name, rows, cols, dtype: type.name, data, summary: sink.summary(), issues, layout };
}

/** Stretches of rows to read at once, ends not included: all that hold chosen rows. */
function* slices(
  info: { shape: readonly number[] | null; chunks: readonly number[] | null; size: number },
  chosen: Uint32Array | null,
): Generator<readonly [number, number]> {
  const [rows, cols] = info.shape!;
  const rowBytes = cols * info.size;
  let step = Math.max(1, Math.floor(SLICE_BYTES / rowBytes));
  const chunk = info.chunks?.[0] ?? 1;
  step = Math.max(chunk, step - (step % chunk));
  if (step * rowBytes > MAX_SLICE_BYTES) step = Math.max(1, Math.floor(MAX_SLICE_BYTES / rowBytes));
  if (!chosen) {
    for (let first = 0; first < rows; first += step) yield [first, Math.min(rows, first + step)];
    return;
  }
  const gap = info.chunks ? Infinity : Math.floor(GAP_BYTES / rowBytes);
  for (let i = 0; i < chosen.length;) {
    const start = chosen[i];
    const border = (Math.floor(start / step) + 1) * step;
    let end = start + 1;
    for (i++; i < chosen.length && chosen[i] < border && chosen[i] - end <= gap; i++)
      end = chosen[i] + 1;
    yield [start, end];
  }
}
