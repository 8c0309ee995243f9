import type { PerSecond } from './types.ts';

/** Beyond these no date has a name. */
const MOST_MS = 8_640_000_000_000_000n;

/** Of milliseconds since 1970: "2024-02-29"; the number itself beyond the years that have names. */
export const dateText = (ms: bigint): string =>
  isNamed(ms) ? new Date(Number(ms)).toISOString().replace(/T.*$/, '') : String(ms);

/** Time since 1970: "2024-02-29T12:00:00.000Z" with as many digits as there are; days alone without a time. */
export function timestampText(value: bigint, perSecond: PerSecond): string {
  const unit = BigInt(perSecond);
  const seconds = floorDivide(value, unit);
  const fraction = value - seconds * unit;
  if (!isNamed(seconds * 1000n)) return String(value);
  const text = new Date(Number(seconds) * 1000).toISOString();
  if (fraction === 0n) return text.replace(/T00:00:00\.000Z$/, '');
  return text.replace('.000Z', `.${digits(fraction, perSecond)}Z`);
}

/** Time of day: "12:00:00", and what is beyond seconds. */
export function timeText(value: bigint, perSecond: PerSecond): string {
  const unit = BigInt(perSecond);
  const seconds = floorDivide(value, unit);
  const fraction = value - seconds * unit;
  if (seconds < 0n || seconds >= 86_400n) return String(value);
  const text = new Date(Number(seconds) * 1000).toISOString().slice(11, 19);
  return fraction === 0n ? text : `${text}.${digits(fraction, perSecond)}`;
}

/** A whole number of 4 to 32 bytes with its point `scale` digits from the right. */
export function decimalText(view: DataView, at: number, size: number, scale: number): string {
  let value = BigInt(view.getInt32(at + size - 4, true));
  for (let i = size - 8; i >= 0; i -= 4)
    value = (value << 32n) | BigInt(view.getUint32(at + i, true));
  if (scale <= 0 || scale > 76) return scale === 0 ? String(value) : `${value}e${-scale}`;
  const sign = value < 0n ? '-' : '';
  const all = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`;
}

/** Three, six or nine, as many as are needed. */
function digits(fraction: bigint, perSecond: PerSecond): string {
  const all = String(fraction).padStart(String(perSecond).length - 1, '0');
  return all.padEnd(9, '0').replace(/(000){0,2}$/, '');
}

const isNamed = (ms: bigint): boolean => ms >= -MOST_MS && ms <= MOST_MS;

const floorDivide = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);
