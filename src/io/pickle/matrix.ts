import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import type { NumberType } from '../number-type.ts';
import type { MatrixOffer } from '../types.ts';
import { cutShort, shown } from './errors.ts';
import type { Storages } from './storages.ts';
import { Rows, type Dense, type Found } from './tree.ts';
import { isRefused, List, Plain, Tensor, type Bytes } from './values.ts';

/** One block of numbers, as it lies in its storage or string. Places and strides in numbers. */
export interface Block {
  readonly type: NumberType;
  readonly storage: string | Bytes;
  readonly offset: number;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/** A matrix that can be read: a block, or rows that lie apart. */
export type Matrix = Block | Rows;

/** What a container offers: the matrix, or why there is none. */
export interface Offered {
  readonly offer: Omit<MatrixOffer, 'proposed' | 'role'>;
  readonly matrix: Matrix | null;
}

/** Rows given one by one may repeat each other; beyond this they have to be covered by bytes of the file. */
const FREE_NUMBERS = 20_000_000;

/**
 * Checks every array against the bytes that are there.
 * @throws LocusError E_TRUNCATED when a storage is shorter than its tensor
 */
export function offerOf(
  { name, what }: Found,
  storages: Storages,
  file: string,
  fileBytes: number,
): Offered {
  if (what instanceof Plain) return refuse(name, [0, 0], 'sparse', `${what.what}`);
  if (what instanceof Rows) return offerRows(name, what, storages, file, fileBytes);
  const { type, shape } = what;
  const typeName = type.name;
  if (what instanceof Tensor) checkStorage(what, storages, file, name);
  if (isRefused(type)) return refuse(name, shape, typeName, type.refused);
  if (shape.length === 0) return refuse(name, shape, typeName, 'a single number');
  if (shape.length === 1) return refuse(name, shape, typeName, 'one axis only');
  if (shape.length > 2) return refuse(name, shape, typeName, `${shape.length} axes`);
  if (shape.includes(0)) return refuse(name, shape, typeName, 'no numbers');
  const matrix = blockOf(what, type);
  const numbers = matrix.rows * matrix.cols;
  const held = what instanceof Tensor ? storages.size(what.storage.key)! / type.size : numbers;
  if (numbers > held)
    return refuse(name, shape, typeName, 'one number repeated (an expanded view)');
  const { rows, cols } = matrix;
  return { offer: { name, rows, cols, dtype: typeName, bytes: numbers * type.size }, matrix };
}

function refuse(name: string, shape: readonly number[], dtype: string, refused: string): Offered {
  const [rows = 1, ...rest] = shape;
  const cols = rest.reduce((a, b) => a * b, 1);
  return { offer: { name, rows, cols, dtype, bytes: 0, refused }, matrix: null };
}

/** An array of one or two axes as a block. */
export function blockOf(what: Dense, type: NumberType): Block {
  const [first = 1, second] = what.shape;
  // A row by itself lies as one column per number.
  const [rows, cols] = second === undefined ? [1, first] : [first, second];
  if (what instanceof Tensor) {
    const [rowStride, colStride] =
      second === undefined ? [cols, what.strides[0]!] : (what.strides as [number, number]);
    const { storage, offset } = what;
    return { type, storage: storage.key, offset, rows, cols, rowStride, colStride };
  }
  const [rowStride, colStride] = what.fortranOrder ? [1, rows] : [cols, 1];
  return { type, storage: what.bytes!, offset: 0, rows, cols, rowStride, colStride };
}

/** Numbers from the first to the last that a block touches. */
export const extent = ({ rows, cols, rowStride, colStride }: Omit<Block, 'storage'>): number =>
  (rows - 1) * rowStride + (cols - 1) * colStride + 1;

function checkStorage(tensor: Tensor, storages: Storages, file: string, name: string): void {
  const { storage, offset, shape, strides, type } = tensor;
  if (isRefused(type) || shape.includes(0)) return;
  const bytes = storages.size(storage.key);
  const place = `storage ${shown(storage.key)}`;
  if (bytes === null) {
    throw cutShort(file, place, `the numbers of ${shown(name)} are not there`);
  }
  const last = shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis]!, offset);
  const need = (last + 1) * type.size;
  if (!(need <= bytes)) {
    throw cutShort(
      file,
      place,
      `${shown(name)} needs ${count(need)} bytes of its storage, ${count(bytes)} are there`,
    );
  }
}

function offerRows(
  name: string,
  what: Rows,
  storages: Storages,
  file: string,
  fileBytes: number,
): Offered {
  const { rows, cols } = what;
  for (const row of rows) if (row instanceof Tensor) checkStorage(row, storages, file, name);
  const types = new Set(rows.map((row) => (row instanceof List ? listType(row) : row.type.name)));
  const [only] = types;
  const dtype = types.size === 1 ? only! : 'float64';
  const numbers = rows.length * cols;
  const shape = [rows.length, cols];
  if (numbers > FREE_NUMBERS && numbers > fileBytes)
    return refuse(name, shape, dtype, 'rows that repeat each other');
  if (rows.some((row) => row instanceof Tensor && cols > 1 && row.strides[0] !== 1))
    return refuse(name, shape, dtype, 'rows whose numbers lie apart');
  const bytes = rows.reduce((sum, row) => sum + cols * sizeOf(row), 0);
  return { offer: { name, rows: rows.length, cols, dtype, bytes }, matrix: what };
}

/** A list of numbers takes up about as much as float64. */
const sizeOf = (row: Rows['rows'][number]): number =>
  row instanceof List || isRefused(row.type) ? 8 : row.type.size;

const listType = ({ items }: List): string =>
  items.every((item) => typeof item === 'boolean') ? 'bool' : 'float64';

/** Nothing that was found can be taken. */
export function nothingThere(file: string, offered: readonly Offered[]): LocusError {
  const [first] = offered;
  if (!first) {
    return new LocusError({
      code: 'E_SHAPE',
      message: `${file} holds no arrays of numbers.`,
      file,
      place: 'the tree of objects',
      hint: 'Save a matrix with one row per item: torch.save(tensor, path), or numpy.save(path, x).',
    });
  }
  const { name, rows, cols, dtype, refused } = first.offer;
  const others = offered.length > 1 ? `, and ${offered.length - 1} more that cannot be taken` : '';
  const isType = /complex|quantised|numbers of|objects|texts|dates|raw|records|machines/.test(
    refused!,
  );
  return new LocusError({
    code: isType ? 'E_DTYPE' : 'E_SHAPE',
    message: `${file} holds no matrix: ${shown(name)} is ${refused} (${count(rows)} x ${count(cols)} ${dtype})${others}.`,
    file,
    place: shown(name),
    hint: isType
      ? 'Save plain numbers: torch.save(x.dequantize().float(), path), or numpy.save(path, numpy.abs(x)).'
      : 'Save N x D numbers, one row per item: torch.save(x.reshape(len(x), -1), path), or numpy.save(path, x.reshape(len(x), -1)).',
  });
}
