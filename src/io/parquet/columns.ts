import type { FileMetaData } from 'hyparquet';
import { checkpoint, type Control } from '../../base/control.ts';
import { Float32Sink } from '../float32.ts';
import { count } from '../names.ts';
import { scanMatrix } from '../scan.ts';
import type { ByteSource } from '../source.ts';
import type { ReadMatrix } from '../types.ts';
import { metaOf, type ColumnMeta } from './chunk-range.ts';
import { readBlocks, type Block, type Decoding } from './chunk.ts';
import { damaged } from './file.ts';
import { ListRows } from './lists.ts';
import { numberDecoding } from './numbers.ts';
import type { Leaf } from './schema.ts';
import { textDecoding } from './values.ts';

/** What is read of a file, and who is told. */
export interface Task {
  readonly source: ByteSource;
  readonly metadata: FileMetaData;
  /** Rising; null for all rows. */
  readonly chosen: Uint32Array | null;
  readonly control: Control;
  /** Is shown all bytes that are read, in order. */
  readonly see: (bytes: Uint8Array) => void;
}

/** A task that reports its progress over the columns given. */
export function taskOf(task: Task, leaves: readonly Leaf[]): Task {
  let total = 0;
  for (const leaf of leaves)
    for (const { meta } of groupsOf(task, leaf)) total += Number(meta.total_compressed_size);
  let done = 0;
  const see = (bytes: Uint8Array): void => {
    task.see(bytes);
    done = Math.min(total, done + bytes.length);
    const { progress } = task.control;
    progress?.({
      stage: `Reading ${task.source.name}`,
      // In bytes of the file, of which these columns are a part.
      done: Math.floor((done / Math.max(1, total)) * task.source.byteLength),
      total: task.source.byteLength,
    });
  };
  return { ...task, see };
}

interface Group {
  readonly meta: ColumnMeta;
  /** First row, and the one after the last that is wanted. */
  readonly start: number;
  readonly end: number;
  /** Whether rows after `end` stay unread. */
  readonly isCut: boolean;
}

/** The column in each row group that has wanted rows. */
function groupsOf({ metadata, chosen, source }: Task, leaf: Leaf): Group[] {
  const groups: Group[] = [];
  let start = 0;
  let next = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const from = next;
    while (chosen && next < chosen.length && chosen[next]! < end) next++;
    if (end > start && (!chosen || next > from)) {
      const meta = metaOf(group, leaf.path);
      const place = `column "${leaf.path}"`;
      if (!meta) throw damaged(source, `${place} is missing in a row group`, place);
      const wanted = chosen ? chosen[next - 1]! + 1 : end;
      groups.push({ meta, start, end: wanted, isCut: wanted < end });
    }
    start = end;
  }
  return groups;
}

/** Takes the values of one row group. */
interface Rows<T> {
  /** @returns the first row that is not complete yet */
  put(block: Block<T>): number;
  /** @returns the row after the last */
  end(): number;
}

async function eachGroup<T>(
  task: Task,
  leaf: Leaf,
  decoding: Decoding<T>,
  rowsFrom: (start: number) => Rows<T>,
): Promise<void> {
  const { source, control, see } = task;
  for (const { meta, start, end, isCut } of groupsOf(task, leaf)) {
    const rows = rowsFrom(start);
    let isDone = false;
    for await (const block of readBlocks(source, meta, leaf, decoding, see)) {
      await checkpoint(control);
      isDone = rows.put(block) >= end && isCut;
      if (isDone) break;
    }
    if (isDone) continue;
    const found = rows.end() - start;
    if (isCut ? found >= end - start : found === end - start) continue;
    const place = `column "${leaf.path}"`;
    throw damaged(source, `${place} has ${count(found)} of ${count(end - start)} rows`, place);
  }
}

/** The place of a row among the chosen ones, -1 for the others. Asked in rising order. */
function placesOf(chosen: Uint32Array | null): (row: number) => number {
  if (!chosen) return (row) => row;
  let next = 0;
  return (row) => {
    while (next < chosen.length && chosen[next]! < row) next++;
    return chosen[next] === row ? next : -1;
  };
}

interface Read {
  readonly sink: Float32Sink;
  readonly matrix: Omit<ReadMatrix, 'name' | 'dtype'>;
}

function matrixOf(sink: Float32Sink, rows: number, cols: number): Read {
  const { data } = sink;
  const summary = sink.summary();
  return { sink, matrix: { rows, cols, data, summary, issues: scanMatrix(data, rows, cols) } };
}

const isInteger = ({ dtype }: Leaf): boolean => /^u?int/.test(dtype);

const rowsOf = ({ chosen, metadata }: Task): number => chosen?.length ?? Number(metadata.num_rows);

/**
 * Vectors from a column of lists.
 * @throws LocusError E_RAGGED, E_HEADER, E_OVERFLOW, E_MEMORY; CancelledError
 */
export async function readLists(task: Task, leaf: Leaf, cols: number): Promise<Read> {
  const { source, chosen } = task;
  const sink = new Float32Sink(source.name, rowsOf(task), cols);
  sink.areIntegers = isInteger(leaf);
  const placeOf = placesOf(chosen);
  await eachGroup(
    task,
    leaf,
    numberDecoding(leaf.dtype),
    (start) => new ListRows(source, leaf, cols, sink, start, placeOf),
  );
  return matrixOf(sink, rowsOf(task), cols);
}

/**
 * Vectors from one column for each dimension, each into its place.
 * @throws LocusError E_HEADER, E_OVERFLOW, E_MEMORY; CancelledError
 */
export async function readSeries(task: Task, leaves: readonly Leaf[]): Promise<Read> {
  const cols = leaves.length;
  const sink = new Float32Sink(task.source.name, rowsOf(task), cols);
  const one = new Float64Array(1);
  for (const [c, leaf] of leaves.entries()) {
    sink.areIntegers = isInteger(leaf);
    await eachValue(task, leaf, numberDecoding(leaf.dtype), (values, index, place) => {
      one[0] = index < 0 ? NaN : values[index]!;
      sink.put(one, 1, place * cols + c);
    });
  }
  return matrixOf(sink, rowsOf(task), cols);
}

/**
 * A column beside the vectors, as texts.
 * @throws LocusError E_HEADER; CancelledError
 */
export async function readTexts(task: Task, leaf: Leaf): Promise<(string | null)[]> {
  const texts = new Array<string | null>(rowsOf(task)).fill(null);
  await eachValue(task, leaf, textDecoding(leaf), (values, index, place) => {
    if (index >= 0) texts[place] = values[index]!;
  });
  return texts;
}

/** @param visit is given the values of a page, the index of one of them (-1 for a missing one) and its place */
function eachValue<T>(
  task: Task,
  leaf: Leaf,
  decoding: Decoding<T>,
  visit: (values: T, index: number, place: number) => void,
): Promise<void> {
  const placeOf = placesOf(task.chosen);
  return eachGroup(task, leaf, decoding, (start) => {
    let row = start;
    return {
      put({ slots, definition, values }) {
        let next = 0;
        for (let i = 0; i < slots; i++, row++) {
          const index = !definition || definition[i] === leaf.maxDefinition ? next++ : -1;
          const place = placeOf(row);
          if (place >= 0) visit(values, index, place);
        }
        return row;
      },
      end: () => row,
    };
  });
}
