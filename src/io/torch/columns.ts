import { checkpoint, type Control } from '../../base/control.ts';
import { numberTexts } from '../number-texts.ts';
import { pickRows } from '../row-choice.ts';
import { readRange } from '../source.ts';
import type { RawColumn } from '../types.ts';
import { blockOf } from '../pickle/matrix.ts';
import { openBlock, typed } from '../pickle/numbers.ts';
import type { Contents } from '../pickle/storages.ts';
import type { Texts } from '../pickle/texts.ts';
import type { ColumnFound } from '../pickle/tree.ts';
import { isRefused, List, Tensor } from '../pickle/values.ts';
import { viewOf } from '../view.ts';

/** More than this beside one matrix are weights, not what one knows of its rows. */
const MAX_COLUMNS = 64;
const MAX_COLUMN_BYTES = 256 << 20;

interface ColumnOptions {
  /** Of the matrix in the file. */
  readonly rows: number;
  /** Rising; null for all rows. */
  readonly chosen: Uint32Array | null;
  /** Is shown all bytes that are read. */
  readonly see: (bytes: Uint8Array) => void;
}

/**
 * What stands beside the matrices with one value per row: lists of texts or numbers, and arrays of one axis. Tensors of floats are left out:
 * in a model those are biases. What cannot be had is noted.
 * @throws LocusError E_READ, E_LIMIT; CancelledError
 */
export async function readColumns(
  contents: Contents,
  texts: Texts,
  found: readonly ColumnFound[],
  { rows, chosen, see }: ColumnOptions,
  control: Control,
): Promise<{ readonly columns: readonly RawColumn[]; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const columns: RawColumn[] = [];
  for (const { name, what } of found) {
    const length = what instanceof List ? what.items.length : what.shape[0];
    if (length !== rows || columns.length === MAX_COLUMNS) continue;
    await checkpoint(control);
    const values =
      what instanceof List
        ? await texts.of(pickRows(what.items, chosen), control)
        : await numbers(contents, what, see, control);
    if (typeof values === 'string')
      notes.push(`${contents.source.name}: column ${name} was left out: it holds ${values}.`);
    else if (values)
      columns.push({ name, values: what instanceof List ? values : pickRows(values, chosen) });
  }
  return { columns, notes };
}

async function numbers(
  contents: Contents,
  what: Exclude<ColumnFound['what'], List>,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<(string | null)[] | null> {
  if (isRefused(what.type)) return null;
  const { kind, size } = what.type;
  const isTensor = what instanceof Tensor;
  if (isTensor && (what.strides[0] !== 1 || (kind !== 'int' && kind !== 'uint' && kind !== 'bool')))
    return null;
  const block = blockOf(what, what.type);
  const type = typed(block, contents);
  const n = block.cols;
  if (n * size > MAX_COLUMN_BYTES) return null;
  const place = await openBlock(contents, block, control, see);
  const start = place.start + block.offset * size;
  const bytes = await readRange(place.source, start, start + n * size);
  if (!place.isSeen) see(bytes);
  const view = viewOf(bytes);
  return numberTexts(type, view, n);
}
