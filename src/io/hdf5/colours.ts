import type { Control } from '../../base/control.ts';
import { readCells } from './cells.ts';
import { CLASS } from './datatype.ts';
import type { Hdf5File } from './file.ts';
import { isColumn } from './walk.ts';

/**
 * Scanpy keeps the colours of a category in uns/NAME_colors, in the order of its names. Adds to `notes`.
 * @param names of the category, in the order of the file
 * @returns "#rrggbb" by name; null where there are none, or others than hexadecimal ones
 */
export async function coloursOf(
  file: Hdf5File,
  category: string,
  names: readonly (string | null)[],
  notes: string[],
  control: Control,
): Promise<ReadonlyMap<string, string> | null> {
  const path = `/uns/${category}_colors`;
  if (category.includes('/') || !file.has(path) || file.kind(path) !== 'dataset') return null;
  const info = file.info(path);
  const [length = 0] = info.shape ?? [];
  const isUsable =
    info.type === CLASS.string &&
    length >= names.length &&
    length <= 2 * names.length + 100 &&
    isColumn(file, { path, info }, length);
  const cells = isUsable ? await readCells(file, path, null, control) : [];
  const colours = new Map<string, string>();
  names.forEach((name, i) => {
    const colour = hexadecimal(cells[i] ?? '');
    if (name !== null && colour) colours.set(name, colour);
  });
  const where = `${file.source.name}: colours of ${category} (uns/${category}_colors)`;
  if (colours.size < names.length) {
    notes.push(`${where} were not read: ${reason(isUsable)}.`);
    return null;
  }
  notes.push(`${where} are those of the file.`);
  return colours;
}

const reason = (isUsable: boolean): string =>
  isUsable ? 'they are not all written as #rrggbb' : 'they do not fit its categories';

/** "#rgb", "#rrggbb" and "#rrggbbaa" as "#rrggbb". */
function hexadecimal(text: string): string | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`.toLowerCase();
  return /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(text) ? text.slice(0, 7).toLowerCase() : null;
}
