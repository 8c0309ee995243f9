import type { Series } from '../series.ts';
import type { ByteSource } from '../source.ts';
import type { MatrixOffer } from '../types.ts';
import { canHold, type Task } from './buffers.ts';
import type { ArrowColumn, VectorColumn } from './columns.ts';
import { damaged } from './errors.ts';
import type { ArrowFile } from './file.ts';
import { checkRows, missingOf, offsetsOf } from './values.ts';

type Offer = Omit<MatrixOffer, 'proposed' | 'role'>;

/** Offsets of this many bytes are read to see how long lists are; beyond that the headers have to do. */
const OFFSET_BYTES = 4 << 20;

/**
 * A column of vectors as a matrix.
 * @throws LocusError E_HEADER when the numbers that it claims cannot be there
 */
export async function offerOfVectors(
  task: Task,
  file: ArrowFile,
  column: VectorColumn,
): Promise<Offer> {
  const { name, path, values, type, cols: fixed } = column;
  for (const batch of file.batches) {
    checkRows(task, batch, path);
    const numbers = batch.lengths[values.node]!;
    const held = (fixed ?? 0) * batch.rows;
    if (numbers < held)
      throw damaged(
        task.source,
        batch.place,
        `column "${name}" has fewer numbers than its rows take`,
      );
    if (
      !canHold(
        batch,
        batch.firstBuffer[values.node]! + 1,
        Math.max(held, fixed === null ? numbers : 0) * type.size,
      )
    )
      throw damaged(
        task.source,
        batch.place,
        `column "${name}" claims more numbers than it has bytes`,
      );
  }
  const cols = fixed ?? (await listLength(task, file, column));
  const { rows } = file;
  const why =
    cols === null ? 'lists of different lengths' : cols === 0 ? 'lists without numbers' : null;
  if (cols === null || why !== null)
    return { name, rows, cols: 1, dtype: type.name, bytes: rows * type.size, refused: why! };
  return { name, rows, cols, dtype: type.name, bytes: rows * cols * type.size };
}

/** How long the lists of a column are; null when they differ. */
async function listLength(
  task: Task,
  { batches, rows }: ArrowFile,
  { path, list, values }: VectorColumn,
): Promise<number | null> {
  if (list.type.kind !== 'list') return null;
  const { offsets: size } = list.type;
  const isRead = (rows + batches.length) * size <= OFFSET_BYTES;
  let cols: number | null = null;
  const isOther = (length: number): boolean => length !== (cols ??= length);
  for (const batch of batches) {
    if (isRead) {
      const isMissing = await missingOf(task, batch, path);
      const offsets = await offsetsOf(task, batch, list, size);
      for (let row = 0; row < batch.rows; row++)
        if (!isMissing?.(row) && isOther(offsets[row + 1]! - offsets[row]!)) return null;
    } else {
      const present = batch.rows - Math.max(0, batch.nulls[list.node]!);
      const length = batch.lengths[values.node]! / present;
      if (present > 0 && (!Number.isInteger(length) || isOther(length))) return null;
    }
  }
  return cols ?? 0;
}

/** One column for each dimension as a matrix. */
export function offerOfSeries(
  source: ByteSource,
  { batches, rows }: ArrowFile,
  series: Series,
  columns: readonly ArrowColumn[],
): Offer {
  const wanted = new Set(series.columns);
  const types = new Set<string>();
  let bytes = 0;
  for (const column of columns) {
    if (column.kind !== 'number' || !wanted.has(column.name)) continue;
    for (const batch of batches) checkRows({ source }, batch, column.path);
    const { type } = column.path.at(-1)!;
    if (type.kind !== 'number') continue;
    types.add(type.number.name);
    bytes += rows * type.number.size;
  }
  const [only] = types;
  const dtype = types.size === 1 ? only! : 'columns';
  return { name: series.name, rows, cols: series.columns.length, dtype, bytes };
}
