import type { Control } from '../../base/control.ts';
import type { RawColumn } from '../types.ts';
import { count, inNaturalOrder } from '../names.ts';
import { column, readCells } from './cells.ts';
import { coloursOf } from './colours.ts';
import { CLASS, numberOf } from './datatype.ts';
import type { Hdf5File } from './file.ts';
import { isColumn, storageRefusal } from './walk.ts';

type Cells = (string | null)[];

interface Found {
  readonly values: Cells;
  /** The names of a category, in the order of the file. */
  readonly names?: readonly (string | null)[];
}

const MAX_COLUMNS = 200;
const MAX_CATEGORIES = 1 << 20;

/** The table of observations: their names first, as `index`, then the columns in their order. Adds to `notes`. */
export async function obsColumns(
  file: Hdf5File,
  rows: number,
  chosen: Uint32Array | null,
  notes: string[],
  control: Control,
): Promise<RawColumn[]> {
  const name = file.source.name;
  if (file.kind('/obs') !== 'group') {
    notes.push(
      `${name}: obs is in the form before AnnData 0.7 and was not read. In Python: anndata.read_h5ad(path).write(path).`,
    );
    return [];
  }
  const index = file.text('/obs', '_index') || '_index';
  const ordered = (file.attribute('/obs', 'column-order') ?? []).map(String);
  const present = new Set(file.names('/obs'));
  present.delete(index);
  present.delete('__categories');
  const names = [...new Set([...ordered, ...[...present].sort(inNaturalOrder)])].filter((each) =>
    present.has(each),
  );
  const columns: RawColumn[] = [];
  const left: string[] = [];
  const ids = await cellsOf(file, `/obs/${index}`, rows, chosen, control);
  if (ids) columns.push(column('index', ids.values));
  for (const each of names) {
    const found =
      columns.length <= MAX_COLUMNS
        ? await cellsOf(file, `/obs/${each}`, rows, chosen, control)
        : null;
    if (!found) left.push(each);
    else if (!found.names) columns.push(column(each, found.values));
    else {
      const colours = await coloursOf(file, each, found.names, notes, control);
      columns.push(column(each, found.values, { isCategory: true, ...(colours && { colours }) }));
    }
  }
  if (left.length > 0) {
    notes.push(`${name}: ${count(left.length)} of obs not read: ${left.slice(0, 5).join(', ')}.`);
  }
  return columns;
}

/** The cells of a column in any of AnnData's encodings; null where it has none of them. */
async function cellsOf(
  file: Hdf5File,
  path: string,
  rows: number,
  chosen: Uint32Array | null,
  control: Control,
): Promise<Found | null> {
  if (!file.has(path)) return null;
  const fits = (part: string): boolean =>
    file.has(part) &&
    file.kind(part) === 'dataset' &&
    isColumn(file, { path: part, info: file.info(part) }, rows);
  if (file.kind(path) === 'dataset') {
    if (!fits(path)) return null;
    const categories = file.referred(path, 'categories');
    return categories === null
      ? { values: await readCells(file, path, chosen, control) }
      : categorical(file, path, categories, chosen, control);
  }
  if (file.kind(path) !== 'group') return null;
  if (fits(`${path}/codes`)) {
    return categorical(file, `${path}/codes`, `${path}/categories`, chosen, control);
  }
  if (!fits(`${path}/values`) || !fits(`${path}/mask`)) return null;
  const values = await readCells(file, `${path}/values`, chosen, control);
  const mask = await readCells(file, `${path}/mask`, chosen, control);
  const isLeftOut = (i: number): boolean => mask[i] === 'true' || mask[i] === '1';
  return { values: values.map((value, i) => (isLeftOut(i) ? null : value)) };
}

/** Codes into a list of names; -1 and whatever points outside is an empty cell. */
async function categorical(
  file: Hdf5File,
  codes: string,
  categories: string,
  chosen: Uint32Array | null,
  control: Control,
): Promise<Found | null> {
  if (!file.has(categories) || file.kind(categories) !== 'dataset') return null;
  const info = file.info(categories);
  if (info.shape?.length !== 1 || info.shape[0] > MAX_CATEGORIES) return null;
  if (info.type !== CLASS.string && typeof numberOf(info) === 'string') return null;
  if (storageRefusal(file, { path: categories, info }) !== null) return null;
  const names = await readCells(file, categories, null, control);
  const cells = await readCells(file, codes, chosen, control);
  const values = cells.map((code) => (code === null ? null : (names[Number(code)] ?? null)));
  return { values, names };
}
