import { LocusError } from '../base/errors.ts';
import { damageOf } from './damage.ts';
import { count } from './names.ts';
import { numberType, type NumberType } from './number-type.ts';
import { readRange, type ByteSource } from './source.ts';

/** A tensor by the header of its file. */
export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its numbers begin and end in the file; inside it, and as long as the shape says. */
  readonly start: number;
  readonly end: number;
}

/** Number types by their names in the header. Others exist (4 and 6 bits, complex): they are named when refused. */
export const TYPES: ReadonlyMap<string, NumberType> = new Map([
  ['F64', numberType('float', 8, 'float64')],
  ['F32', numberType('float', 4, 'float32')],
  ['F16', numberType('float', 2, 'float16')],
  ['BF16', numberType('bfloat', 2, 'bfloat16')],
  ['F8_E4M3', numberType('float8_e4m3fn', 1, 'float8_e4m3fn')],
  ['F8_E5M2', numberType('float8_e5m2', 1, 'float8_e5m2')],
  ['I64', numberType('int', 8, 'int64')],
  ['I32', numberType('int', 4, 'int32')],
  ['I16', numberType('int', 2, 'int16')],
  ['I8', numberType('int', 1, 'int8')],
  ['U64', numberType('uint', 8, 'uint64')],
  ['U32', numberType('uint', 4, 'uint32')],
  ['U16', numberType('uint', 2, 'uint16')],
  ['U8', numberType('uint', 1, 'uint8')],
  ['BOOL', numberType('bool', 1, 'bool')],
]);

/** As the safetensors library: more is a damaged length. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/**
 * The tensors of a file, in the order of its header. Every size is compared with the bytes that are there.
 * @throws LocusError E_HEADER, E_TRUNCATED
 */
export async function readHeader(source: ByteSource): Promise<Tensor[]> {
  const { text, dataStart } = await headerText(source);
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw damaged(source, LENGTH_BYTES, 'its header is no valid JSON');
  }
  if (!isObject(header)) throw damaged(source, LENGTH_BYTES, 'its header is no JSON object');
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => tensorOf(source, name, entry, dataStart));
}

async function headerText(source: ByteSource): Promise<{ text: string; dataStart: number }> {
  if (source.byteLength < LENGTH_BYTES + 2) throw damaged(source, 0, 'it ends inside its header');
  const lead = await readRange(source, 0, LENGTH_BYTES);
  const length = new DataView(lead.buffer, lead.byteOffset).getBigUint64(0, true);
  const room = source.byteLength - LENGTH_BYTES;
  if (length > BigInt(Math.min(room, MAX_HEADER_BYTES))) {
    throw damaged(
      source,
      0,
      `its header claims ${length} bytes, but the file holds ${count(source.byteLength)} in all`,
    );
  }
  const dataStart = LENGTH_BYTES + Number(length);
  const bytes = await readRange(source, LENGTH_BYTES, dataStart);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), dataStart };
  } catch {
    throw damaged(source, LENGTH_BYTES, 'its header is no UTF-8 text');
  }
}

function tensorOf(source: ByteSource, name: string, entry: unknown, dataStart: number): Tensor {
  const fail = (cause: string): never => {
    throw damaged(source, LENGTH_BYTES, `tensor "${name}" ${cause}`);
  };
  if (!isObject(entry)) return fail('is not described');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') return fail('has no dtype');
  if (!isListOfSizes(shape)) return fail('has no valid shape');
  if (!isListOfSizes(offsets) || offsets.length !== 2) return fail('has no valid data_offsets');
  const [from, to] = offsets as [number, number];
  if (from > to) return fail('ends before it begins');
  const [start, end] = [dataStart + from, dataStart + to];
  const size = TYPES.get(dtype)?.size;
  const wanted = size === undefined ? to - from : shape.reduce((n, axis) => n * axis, size);
  if (wanted !== to - from) {
    return fail(
      `has ${count(to - from)} bytes, and ${shape.join(' x ')} ${dtype} need ${count(wanted)}`,
    );
  }
  if (end > source.byteLength) {
    throw new LocusError({
      code: 'E_TRUNCATED',
      message: `${source.name} is cut short: tensor "${name}" ends at byte ${count(end)}, the file at ${count(source.byteLength)}.`,
      file: source.name,
      place: `tensor "${name}"`,
      hint: 'The copy or download stopped early. Get the file again.',
    });
  }
  return { name, dtype, shape, start, end };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);

const damaged = damageOf(
  'safetensors file',
  'The file is damaged or was not written by safetensors. Write or download it again.',
);
