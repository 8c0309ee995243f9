import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import type { RawColumn } from '../types.ts';
import { CLASS, numberOf } from './datatype.ts';
import { numbers } from './dense.ts';
import type { Hdf5File } from './file.ts';
import type { ArrayInfo } from './library.ts';

/** Cells read at once. */
const BATCH = 1 << 16;

/** Of one column; many cells may share one long text in the file. */
const MAX_CHARACTERS = 1 << 28;

type Cell = string | null;

/** The cells of a dataset that is one row as texts: of all rows, or the chosen ones. NaN is an empty cell. */
export async function readCells(
  file: Hdf5File,
  path: string,
  chosen: Uint32Array | null,
  control: Control,
): Promise<Cell[]> {
  const info = file.info(path);
  const rows = info.total_size;
  const cells: Cell[] = [];
  let next = 0;
  let characters = 0;
  for (let from = 0; from < rows; from += BATCH) {
    await checkpoint(control);
    const to = Math.min(rows, from + BATCH);
    if (chosen && (next >= chosen.length || chosen[next] >= to)) continue;
    const batch = batchOf(file, path, info, from, to);
    for (const cell of batch) characters += cell?.length ?? 0;
    if (characters > MAX_CHARACTERS) throw tooLong(file.source.name, path);
    if (!chosen) for (const cell of batch) cells.push(cell);
    else
      for (; next < chosen.length && chosen[next] < to; next++)
        cells.push(batch[chosen[next] - from]);
  }
  return cells;
}

function batchOf(
  file: Hdf5File,
  path: string,
  info: ArrayInfo,
  from: number,
  to: number,
): readonly Cell[] {
  if (info.type === CLASS.string) return file.texts(path, from, to);
  if (info.type === CLASS.enum) return named(file, path, info, from, to);
  if (info.size === 8 && info.type === CLASS.integer) return wide(file, path, info, from, to);
  const isFloat32 = info.type === CLASS.float && info.size === 4;
  return Array.from(numbers(file, path, from, to), (value) =>
    Number.isNaN(value) ? null : isFloat32 ? shortest(value) : String(value),
  );
}

function tooLong(file: string, path: string): LocusError {
  return new LocusError({
    code: 'E_LIMIT',
    message: `${file}: the texts of ${path} have more than ${count(MAX_CHARACTERS)} characters.`,
    file,
    place: path,
    hint: 'Take fewer rows, or leave that column out when the file is written.',
  });
}

/** Whole numbers of 64 bits, often ids, keep all their digits. */
function wide(file: Hdf5File, path: string, info: ArrayInfo, from: number, to: number): string[] {
  const { buffer } = file.run(path, from, to);
  const list = info.signed ? new BigInt64Array(buffer) : new BigUint64Array(buffer);
  return Array.from(list, String);
}

/** A list of names (enum), and bool, which is one of TRUE and FALSE. */
function named(file: Hdf5File, path: string, info: ArrayInfo, from: number, to: number): Cell[] {
  const type = numberOf(info);
  const isBool = typeof type !== 'string' && type.kind === 'bool';
  const names = new Map(
    Object.entries(info.enum_type?.members ?? {}).map(([name, code]) => [code, name]),
  );
  return Array.from(numbers(file, path, from, to), (code) =>
    isBool ? String(code !== 0) : (names.get(code) ?? String(code)),
  );
}

/** The shortest text that is the same float32: 0.1, not 0.10000000149011612. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(value);
}

/** Empty texts of old files stand for nothing. */
export const column = (
  name: string,
  values: readonly Cell[],
  more: Pick<RawColumn, 'isCategory' | 'colours'> = {},
): RawColumn => ({
  name,
  values: values.map((value) => (value === '' ? null : value)),
  ...more,
});
