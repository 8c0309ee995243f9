import { bytesText } from '../src/base/bytes.ts';
import { float32Text } from '../src/io/export/float32-text.ts';
import { typeName } from '../src/io/type-name.ts';
import { errorLine } from './error.ts';
import type { Inspected, Offer, OfferedFile } from './inspected.ts';

/** Offers of a file that are printed beside what was read; `--list` prints all. */
const SHOWN = 12;

/** What the readers found, for reading in a terminal: a line for each offer, matrix, column, note and error. */
export function inspectText(found: Inspected, offers: 'all' | 'some' | 'none'): string {
  const lines = [
    ...(offers === 'none' ? [] : found.files.flatMap((file) => offerLines(file, offers === 'all'))),
    ...found.matrices.map(
      ({ name, file, rows, columns, dtype, first }) =>
        `${name}: ${rows} x ${columns} ${typeName(dtype)} in ${file}, starts ${values(first.map(numberText(dtype)))}`,
    ),
    ...(found.ids.length > 0 ? [`ids: ${values(found.ids)} ...`] : []),
    ...found.columns.map(
      ({ name, type, first }) => `column ${name} (${type}): ${values(first)} ...`,
    ),
    ...joinLines(found),
    ...found.notes.map((note) => `note: ${note}`),
    ...found.errors.map((error) => `error: ${errorLine(error)}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Nothing, unless asked, for files that leave no choice. */
function offerLines(
  { file, format, bytes, companions, offers }: OfferedFile,
  isList: boolean,
): string[] {
  const isChoice = offers !== null && offers.some(({ proposed }) => !proposed);
  if (!isList && !isChoice) return [];
  const about = [format, bytesText(bytes), ...companions].join(', ');
  if (!offers) return [`${file} (${about}): what it holds shows when it is read`];
  const shown = isList ? offers : offers.slice(0, SHOWN);
  const rest = offers.length - shown.length;
  const matrices = offers.length === 1 ? 'one matrix' : `${offers.length} matrices`;
  return [
    `${file} (${about}) offers ${matrices}:`,
    ...shown.map((offer) => `  ${offerText(offer)}`),
    ...(rest > 0 ? [`  and ${rest} more; --list names them`] : []),
  ];
}

function offerText({ name, rows, columns, dtype, bytes, role, proposed, refused }: Offer): string {
  if (refused !== undefined) return `${name}: cannot be taken: ${refused}`;
  const said = [role, proposed && 'proposed'].filter(Boolean).join(', ');
  const what = `${name}: ${rows} x ${columns} ${typeName(dtype)}, ${bytesText(bytes)}`;
  return said ? `${what} (${said})` : what;
}

function joinLines({ join }: Inspected): string[] {
  if (!join) return [];
  const { file, by, column, matched, unmatchedItems, unmatchedRows, caution } = join;
  const order = caution === undefined ? 'by row order' : 'by row order, which is assumed';
  const how = by === 'row' ? order : `by column ${column}`;
  const what = by === 'row' ? `${matched} rows` : `${matched} matched`;
  return [
    `${file} joined ${how}: ${what}, ${unmatchedItems} items without a row, ${unmatchedRows} rows without an item`,
  ];
}

/** A float32 with as many digits as tell it apart from its neighbours; all else as JavaScript writes it. */
const numberText =
  (dtype: string) =>
  (value: number | null): string | null => {
    if (value === null) return null;
    const isSingle = !Number.isInteger(value) && Math.fround(value) === value;
    return isSingle && !/64|^text$/.test(dtype) ? float32Text(value) : String(value);
  };

const values = (list: readonly (string | number | null)[]): string =>
  list.map((value) => value ?? 'missing').join(', ');
