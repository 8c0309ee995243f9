import { numberType, type NumberType } from '../number-type.ts';
import { FlatbufferError, type Table } from './flatbuffer.ts';

/** Units of time in a second. */
export type PerSecond = 1 | 1_000 | 1_000_000 | 1_000_000_000;

/** A logical type of Arrow, by what can be made of it. */
export type ArrowType =
  | { readonly kind: 'number'; readonly number: NumberType }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' | 'bytes'; readonly offsets: 4 | 8 | 'view' }
  | { readonly kind: 'date'; readonly size: 4 | 8 }
  | { readonly kind: 'timestamp'; readonly perSecond: PerSecond }
  | { readonly kind: 'time'; readonly perSecond: PerSecond; readonly size: 4 | 8 }
  | { readonly kind: 'decimal'; readonly scale: number; readonly size: number }
  | { readonly kind: 'fixed list'; readonly length: number }
  | { readonly kind: 'list'; readonly offsets: 4 | 8 }
  | { readonly kind: 'struct' }
  /** Known, and left out. */
  | { readonly kind: 'other'; readonly what: string; readonly buffers: number };

/** Buffers of a type in a record batch; those of its children come after them. View types have as many more as the batch says. */
export function buffersOf(type: ArrowType): number {
  switch (type.kind) {
    case 'text':
    case 'bytes':
      return type.offsets === 'view' ? 2 : 3;
    case 'fixed list':
    case 'struct':
      return 1;
    case 'other':
      return type.buffers;
    default:
      return 2;
  }
}

const FLOATS = [
  numberType('float', 2, 'float16'),
  numberType('float', 4, 'float32'),
  numberType('float', 8, 'float64'),
];
const UNITS: readonly PerSecond[] = [1, 1_000, 1_000_000, 1_000_000_000];
const MILLISECOND = 1;

/**
 * The type of a field, from the union in Schema.fbs.
 * @param id which member of the union it is
 * @param isV4 whether unions still have a bitmap of what is missing
 * @throws FlatbufferError for types that are not in the specification
 */
export function typeOf(id: number, table: Table | null, isV4: boolean): ArrowType {
  const int16 = (field: number, fallback = 0): number => table?.int16(field, fallback) ?? fallback;
  const int32 = (field: number, fallback = 0): number => table?.int32(field, fallback) ?? fallback;
  const other = (what: string, buffers: number): ArrowType => ({ kind: 'other', what, buffers });
  switch (id) {
    case 1:
      return other('nothing', 0);
    case 2:
      return { kind: 'number', number: integer(table) };
    case 3:
      return { kind: 'number', number: known(FLOATS[int16(0)], 'float') };
    case 4:
      return { kind: 'bytes', offsets: 4 };
    case 5:
      return { kind: 'text', offsets: 4 };
    case 6:
      return { kind: 'bool' };
    case 7: {
      const bits = int32(2, 128);
      if (![32, 64, 128, 256].includes(bits)) throw unknown(`decimal of ${bits} bits`);
      return { kind: 'decimal', scale: int32(1), size: bits / 8 };
    }
    case 8:
      return { kind: 'date', size: int16(0, MILLISECOND) === 0 ? 4 : 8 };
    case 9:
      return {
        kind: 'time',
        perSecond: known(UNITS[int16(0, MILLISECOND)], 'time'),
        size: int32(1, 32) === 64 ? 8 : 4,
      };
    case 10:
      return { kind: 'timestamp', perSecond: known(UNITS[int16(0)], 'timestamp') };
    case 11:
      return other('intervals', 2);
    case 12:
      return { kind: 'list', offsets: 4 };
    case 13:
      return { kind: 'struct' };
    case 14:
      return other('values of several types', (int16(0) === 0 ? 1 : 2) + (isV4 ? 1 : 0));
    case 15:
      return other('raw bytes', 2);
    case 16: {
      const length = int32(0);
      if (length < 0) throw unknown(`list of ${length} values`);
      return { kind: 'fixed list', length };
    }
    case 17:
      return other('a map', 2);
    case 18:
      return other('durations', 2);
    case 19:
      return { kind: 'bytes', offsets: 8 };
    case 20:
      return { kind: 'text', offsets: 8 };
    case 21:
      return { kind: 'list', offsets: 8 };
    case 22:
      return other('runs of repeated values', 0);
    case 23:
      return { kind: 'bytes', offsets: 'view' };
    case 24:
      return { kind: 'text', offsets: 'view' };
    case 25:
    case 26:
      return other('list views', 3);
    default:
      throw unknown(`type number ${id}`);
  }
}

/** An Int of Schema.fbs; also the type of the indices of a dictionary. */
export function integer(table: Table | null): NumberType {
  const bits = table?.int32(0) ?? 0;
  if (![8, 16, 32, 64].includes(bits)) throw unknown(`integer of ${bits} bits`);
  const isSigned = table?.bool(1) ?? false;
  return numberType(isSigned ? 'int' : 'uint', bits / 8, `${isSigned ? '' : 'u'}int${bits}`);
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw unknown(what);
  return value;
}

const unknown = (what: string): FlatbufferError =>
  new FlatbufferError(`its schema names an unknown ${what}`);
