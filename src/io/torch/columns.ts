import { checkpoint, type Control } from '../../base/control.ts';
import { numberTexts } from '../number-texts.ts';
import { readRange } from '../source.ts';
import type { RawColumn } from '../types.ts';
import { blockOf } from '../pickle/matrix.ts';
import { openBlock, typed } from '../pickle/numbers.ts';
import type { Contents } from '../pickle/storages.ts';
import { isNumber, type ColumnFound } from '../pickle/tree.ts';
import { Bytes, isRefused, List, Tensor, type Value } from '../pickle/values.ts';

/** More than this beside one matrix are weights, not what one knows of its rows. */
const MAX_COLUMNS = 64;
const MAX_COLUMN_BYTES = 256 << 20;

/**
 * What stands beside the matrices with one value per row: lists of texts or numbers, and arrays of one axis. Tensors of floats are left out:
 * in a model those are biases.
 * @throws LocusError E_READ, E_LIMIT; CancelledError
 */
export async function readColumns(
  contents: Contents,
  found: readonly ColumnFound[],
  rows: number,
  chosen: Uint32Array | null,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<RawColumn[]> {
  const columns: RawColumn[] = [];
  for (const { name, what } of found) {
    const length = what instanceof List ? what.items.length : what.shape[0];
    if (length !== rows || columns.length === MAX_COLUMNS) continue;
    await checkpoint(control);
    const all =
      what instanceof List ? what.items.map(textOf) : await numbers(contents, what, see, control);
    if (!all) continue;
    columns.push({ name, values: chosen ? Array.from(chosen, (row) => all[row]!) : all });
  }
  return columns;
}

/** A scalar as it stands in a table; undefined for what is none. */
export function scalarText(value: Value): string | null | undefined {
  if (value === null || typeof value === 'string') return value;
  if (isNumber(value)) return Number.isNaN(value) ? null : String(value);
  if (value instanceof Bytes && value.data) return new TextDecoder('utf-8').decode(value.data);
  return undefined;
}

const textOf = (value: Value): string | null => scalarText(value) ?? null;

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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return numberTexts(type, view, n);
}
