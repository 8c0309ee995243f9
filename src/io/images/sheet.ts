import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import type { ImageFile } from './pictures.ts';

/** How the tiles lie in a sheet. */
export interface SheetLayout {
  /** Of a tile, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly perRow: number;
}

/** Smaller tiles show nothing: an image that would fit only with these is no sheet. */
const LEAST_TILE = 4;

/**
 * The layout of a sheet of n tiles by TensorFlow's rule: ceil(sqrt(n)) tiles in a row, row by row. Below the last tile there may be
 * empty rows, up to a square of tiles. Null when the image does not fit.
 */
export function sheetByRule({ header }: ImageFile, n: number): SheetLayout | null {
  const perRow = Math.ceil(Math.sqrt(n));
  if (perRow < 1 || header.width % perRow !== 0) return null;
  const width = header.width / perRow;
  const rows = Math.ceil(n / perRow);
  const square = header.height / width;
  const isSquare = square === rows || square === perRow;
  const height = isSquare ? width : header.height / perRow;
  if (!Number.isInteger(height) || Math.min(width, height) < LEAST_TILE) return null;
  return { width, height, perRow };
}

/** The layout of a sheet whose tiles have a known size; null when n of them do not fit. */
export function sheetByTile(
  { header }: ImageFile,
  n: number,
  [width, height]: readonly [number, number],
): SheetLayout | null {
  const perRow = Math.floor(header.width / width);
  if (perRow < 1 || Math.ceil(n / perRow) * height > header.height) return null;
  return { width, height, perRow };
}

/** Says of an image that was meant as a sheet why it is none. */
export function noSheet(
  { source, header }: ImageFile,
  n: number,
  tile?: readonly [number, number],
): LocusError {
  const perRow = Math.ceil(Math.sqrt(n));
  const pixels = `${count(header.width)} x ${count(header.height)} pixels`;
  const cause = tile
    ? `${count(n)} tiles of ${tile[0]} x ${tile[1]} do not fit into ${pixels}`
    : `${pixels} are not ${count(perRow)} whole tiles in a row, as ${count(n)} items need`;
  return new LocusError({
    code: 'E_IMAGE',
    message: `${source.name} is no sheet of these items: ${cause}.`,
    file: source.name,
    place: 'header, width and height',
    hint: `A sheet has ceil(sqrt(${count(n)})) = ${count(perRow)} tiles of the same size in a row, in the order of the rows of the vectors. The vectors are opened without it.`,
  });
}
