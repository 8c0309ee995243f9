import { viewOf } from '../view.ts';
import type { Decoding } from './chunk.ts';
import type { Values } from './decode.ts';
import { half, NOT_THERE } from './numbers.ts';
import { PageError } from './pages.ts';
import type { Leaf } from './schema.ts';

type Texts = (string | null)[];

/** Values of a column as texts; each entry of a dictionary is put into words once. */
export function textDecoding(leaf: Leaf): Decoding<Texts> {
  const say = wordsOf(leaf);
  return {
    make: (values: Values) => Array.from(values as ArrayLike<Raw>, say),
    look: (dictionary, indices) =>
      Array.from(indices, (index) => {
        if (!(index >= 0 && index < dictionary.length)) throw new PageError(NOT_THERE);
        return dictionary[index]!;
      }),
  };
}

type Raw = number | bigint | Uint8Array;

/** How one value is said; null for a missing one. */
function wordsOf({ dtype, element }: Leaf): (value: Raw) => string | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  switch (dtype) {
    case 'bool':
      return (value) => (value ? 'true' : 'false');
    case 'float16':
      return (value) => numberText(half(value as Uint8Array));
    case 'uint64':
      return (value) => String(BigInt.asUintN(64, value as bigint));
    case 'uint32':
      return (value) => String((value as number) >>> 0);
    case 'text':
      break;
    default:
      return (value) => (typeof value === 'number' ? numberText(value) : String(value));
  }
  if (type === 'INT96') return (value) => ofInt96(value as Uint8Array);
  const kind = logical?.type ?? converted;
  if (kind === 'DECIMAL') {
    const given = logical?.type === 'DECIMAL' ? logical.scale : element.scale;
    const scale = given ?? 0;
    if (!(scale >= 0 && scale <= 100)) throw new PageError('its decimals have an absurd scale');
    return (value) => decimalText(wholeOf(value), scale);
  }
  if (kind === 'DATE') return (value) => dateTimeText(BigInt(value as number) * 86_400n, 0n, 0, '');
  if (kind === 'UUID') return (value) => uuidText(value as Uint8Array);
  const digits = digitsOf(logical, converted);
  if (digits !== null && typeof kind === 'string') {
    if (isTimestamp(kind)) {
      const zone = logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC ? '' : 'Z';
      return (value) => ofUnits(BigInt(value as bigint), digits, zone);
    }
    return (value) => timeText(BigInt(value as bigint), digits);
  }
  const decoder = new TextDecoder();
  return (value) => decoder.decode(value as Uint8Array) || null;
}

const isTimestamp = (kind: string): boolean => kind.startsWith('TIMESTAMP');

const numberText = (value: number): string | null => (Number.isNaN(value) ? null : String(value));

/** Digits after the second, of times. */
function digitsOf(
  logical: Leaf['element']['logical_type'],
  converted: string | undefined,
): number | null {
  const unit =
    logical?.type === 'TIMESTAMP' || logical?.type === 'TIME'
      ? logical.unit
      : converted?.startsWith('TIME')
        ? converted.split('_').at(-1)
        : undefined;
  if (unit === undefined) return null;
  return unit.startsWith('MILLIS') ? 3 : unit.startsWith('MICROS') ? 6 : 9;
}

/** A whole number from bytes, the highest first, as two's complement. */
function wholeOf(value: Raw): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  if (value.length > 64) throw new PageError('its decimals have more than 64 bytes');
  let sum = 0n;
  for (const byte of value) sum = (sum << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * value.length, sum);
}

function decimalText(whole: bigint, scale: number): string {
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const sign = whole < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const floor = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/** A time since 1970 in units of 10^-digits seconds. */
function ofUnits(units: bigint, digits: number, zone: string): string | null {
  const perSecond = 10n ** BigInt(digits);
  const seconds = floor(units, perSecond);
  return dateTimeText(seconds, units - seconds * perSecond, digits, zone);
}

/** Days without a time of day as days. Null beyond the years that a date can have. */
function dateTimeText(
  seconds: bigint,
  fraction: bigint,
  digits: number,
  zone: string,
): string | null {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const [day, time] = date.toISOString().split('T') as [string, string];
  const clock = time.slice(0, 8);
  if (clock === '00:00:00' && fraction === 0n) return day;
  return `${day}T${clock}${fractionText(fraction, digits)}${zone}`;
}

const fractionText = (fraction: bigint, digits: number): string =>
  fraction === 0n ? '' : `.${String(fraction).padStart(digits, '0').replace(/0+$/, '')}`;

function timeText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = floor(units, perSecond);
  const part = (size: bigint, of: bigint): string => String((seconds / size) % of).padStart(2, '0');
  const fraction = fractionText(units - seconds * perSecond, digits);
  return `${part(3600n, 24n)}:${part(60n, 60n)}:${part(1n, 60n)}${fraction}`;
}

/** Spark's and Impala's old timestamps: nanoseconds of the day, then the Julian day (2440588 is 1970-01-01). */
function ofInt96(bytes: Uint8Array): string | null {
  const view = viewOf(bytes);
  const days = BigInt(view.getUint32(8, true)) - 2_440_588n;
  return ofUnits(days * 86_400_000_000_000n + view.getBigInt64(0, true), 9, '');
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
