import { LocusError } from '../../base/errors.ts';
import { cutShort, damageOf } from '../damage.ts';
import { count } from '../names.ts';
import type { NumberType } from '../number-type.ts';
import { readRange, type ByteSource } from '../source.ts';
import { viewOf } from '../view.ts';
import { elementType, MAX_TEXT_BYTES, type ColumnType } from './column.ts';
import { parseDtype } from './dtype.ts';
import { LiteralError, parseLiteral, type Literal } from './literal.ts';

export interface NpyHeader {
  readonly type: NumberType;
  readonly fortranOrder: boolean;
  readonly rows: number;
  readonly cols: number;
  /** Where the numbers begin. */
  readonly dataStart: number;
}

/** "\x93NUMPY" */
export const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** NumPy itself warns above 10,000 bytes; more than this is a damaged length field. */
const MAX_HEADER_BYTES = 1 << 20;

const REWRITE = 'The file is damaged or was not written by numpy.save. Write or download it again.';

/**
 * Reads and checks the header of an npy file, versions 1 to 3. Nothing is allocated from what it claims: the claimed size
 * is compared with the bytes that are there first.
 * @throws LocusError E_HEADER, E_DTYPE, E_SHAPE or E_TRUNCATED.
 */
export async function readHeader(source: ByteSource): Promise<NpyHeader> {
  const { descr, fortranOrder, shape, dataStart } = await readFields(source);
  const type = numberType(source, descr);
  const [rows, cols] = matrixShape(source, shape);
  checkSize(source, dataStart, [rows, cols], type.size, type.name);
  return { type, fortranOrder, rows, cols, dataStart };
}

/** An array with one value for each item. */
export interface NpyColumn {
  readonly type: ColumnType;
  readonly rows: number;
  readonly dataStart: number;
}

/** More values and bytes than these are no labels: they would be held as texts. */
const MAX_COLUMN_ROWS = 1 << 25;
const MAX_COLUMN_BYTES = 2 ** 28;

/**
 * The header of an array with one axis, of numbers or of short texts; null for every other.
 * @throws LocusError E_HEADER, E_TRUNCATED
 */
export async function readColumnHeader(source: ByteSource): Promise<NpyColumn | null> {
  const { descr, shape, dataStart } = await readFields(source);
  const [rows] = shape;
  const type = elementType(descr);
  if (shape.length !== 1 || rows === 0 || 'what' in type || type.size === 0) return null;
  if ('text' in type && type.size > MAX_TEXT_BYTES) return null;
  if (rows > MAX_COLUMN_ROWS || rows * type.size > MAX_COLUMN_BYTES) return null;
  checkSize(source, dataStart, [rows], type.size, 'name' in type ? type.name : 'texts');
  return { type, rows, dataStart };
}

/** The header of an array of any type and number of axes. */
export interface ArrayFields {
  readonly descr: Literal | undefined;
  readonly fortranOrder: boolean;
  /** At least 0 each. */
  readonly shape: readonly number[];
  readonly dataStart: number;
}

/**
 * The fields of a header as they stand, not yet compared with the bytes that are there.
 * @throws LocusError E_HEADER
 */
export async function readFields(source: ByteSource): Promise<ArrayFields> {
  const { text, dataStart, textStart } = await headerText(source);
  const fields = headerFields(source, text, textStart);
  const fortranOrder = fields.get('fortran_order');
  if (typeof fortranOrder !== 'boolean') {
    throw damaged(source, textStart, 'its header has no fortran_order');
  }
  const shape = fields.get('shape');
  if (!Array.isArray(shape) || shape.some((n) => typeof n !== 'number' || !(n >= 0))) {
    throw damaged(source, MAGIC.length, 'its header has no valid shape');
  }
  return { descr: fields.get('descr'), fortranOrder, shape: shape as number[], dataStart };
}

async function headerText(
  source: ByteSource,
): Promise<{ text: string; textStart: number; dataStart: number }> {
  const lead = await readRange(source, 0, Math.min(12, source.byteLength));
  if (lead.length < 10 || MAGIC.some((byte, i) => lead[i] !== byte)) {
    throw damaged(source, 0, 'it ends inside its header');
  }
  const version = lead[6];
  if (version < 1 || version > 3) {
    throw damaged(source, 6, `its header has version ${version}, and only 1 to 3 exist`);
  }
  const textStart = version === 1 ? 10 : 12;
  if (lead.length < textStart) throw damaged(source, 0, 'it ends inside its header');
  const view = viewOf(lead);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = textStart + length;
  if (dataStart > source.byteLength) {
    throw damaged(
      source,
      8,
      `its header claims ${count(length)} bytes, but the file holds ${count(source.byteLength)} in all`,
    );
  }
  if (length > MAX_HEADER_BYTES) {
    throw damaged(source, 8, `its header claims ${count(length)} bytes, which is absurd`);
  }
  const bytes = await readRange(source, textStart, dataStart);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'windows-1252').decode(bytes);
  return { text, textStart, dataStart };
}

function headerFields(
  source: ByteSource,
  text: string,
  textStart: number,
): ReadonlyMap<string, Literal> {
  let value: Literal;
  try {
    value = parseLiteral(text);
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    throw damaged(source, textStart + error.at, `its header is no Python dict: ${error.message}`);
  }
  if (typeof value !== 'object' || value === null || !('dict' in value)) {
    throw damaged(source, textStart, 'its header is no Python dict');
  }
  return value.dict;
}

function numberType(source: ByteSource, descr: Literal | undefined): NumberType {
  if (Array.isArray(descr)) {
    throw new LocusError({
      code: 'E_DTYPE',
      message: `${source.name} holds structured records, not plain numbers.`,
      file: source.name,
      place: 'header, descr',
      hint: 'In Python: numpy.save(path, numpy.lib.recfunctions.structured_to_unstructured(x)), and open that file.',
    });
  }
  if (typeof descr !== 'string') throw damaged(source, MAGIC.length, 'its header has no descr');
  const type = parseDtype(descr);
  if ('what' in type) {
    throw new LocusError({
      code: 'E_DTYPE',
      message: `${source.name} holds ${type.what}, not real numbers.`,
      file: source.name,
      place: 'header, descr',
      hint: type.hint,
    });
  }
  return type;
}

/** What to do with an array with one axis when there are no vectors. */
export const ONE_AXIS =
  'Vectors: numpy.save(path, x.reshape(-1, D)) with D numbers per item. One value per item, such as labels: drop the file together with the vectors.';

function matrixShape(source: ByteSource, sizes: readonly number[]): [number, number] {
  const fail = (hint: string): never => {
    throw new LocusError({
      code: 'E_SHAPE',
      message: `${source.name}: expected N x D numbers, found ${shapeText(sizes)}.`,
      file: source.name,
      place: 'header, shape',
      hint,
    });
  };
  if (sizes.length === 0) fail('A single number is no space. Save a matrix with one row per item.');
  if (sizes.length === 1) fail(ONE_AXIS);
  if (sizes.length > 2) {
    fail(
      'Make it two-dimensional: x.reshape(len(x), -1) to join the last axes, or x[:, 0] or x.mean(axis=1) to take one vector per item.',
    );
  }
  if (sizes.includes(0)) fail('It holds no numbers. Check the program that wrote it.');
  return [sizes[0], sizes[1]];
}

function checkSize(
  source: ByteSource,
  dataStart: number,
  shape: readonly number[],
  size: number,
  type: string,
): void {
  const expected = shape.reduce((n, axis) => n * axis, size);
  const found = source.byteLength - dataStart;
  if (found < expected) {
    throw cutShort(
      source,
      `${shape.map(count).join(' x ')} ${type} need ${count(expected)} bytes after the header, ${count(found)} are there`,
    );
  }
}

function shapeText(sizes: readonly number[]): string {
  if (sizes.length === 0) return 'a single number';
  if (sizes.length === 1) return `${count(sizes[0])} numbers in one row (1-D)`;
  return `${sizes.map(count).join(' x ')}${sizes.length > 2 ? ` (${sizes.length}-D)` : ''}`;
}

const damaged = damageOf('npy file', REWRITE);
