import { NO_CONTROL, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import { fromHalf } from '../base/half.ts';
import { createPace } from './pace.ts';

/** Largest finite float16. */
export const MOST_HALF = 65504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The bits of the float16 nearest to a float32, ties to even (IEEE 754-2019, 4.3.1). Values that round beyond 65504
 * become infinite; below 2^-24 / 2 they become 0.
 */
export function toHalf(value: number): number {
  float[0] = value;
  const all = bits[0]!;
  const sign = (all >>> 16) & 0x8000;
  const rest = all & 0x7fffffff;
  if (rest > 0x7f800000) return sign | 0x7e00; // NaN
  if (rest >= 0x47800000) return sign | 0x7c00; // 2^16 and above
  if (rest < 0x33000000) return sign; // below half of the least subnormal
  // Float16 has 13 bits less of the fraction, and more where it is subnormal (exponent below -14).
  const exponent = rest >>> 23;
  const subnormal = exponent < 113;
  const shift = subnormal ? 126 - exponent : 13;
  const fraction = subnormal ? (rest & 0x7fffff) | 0x800000 : rest - (112 << 23);
  const kept = fraction >>> shift;
  const dropped = fraction & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const up = dropped > half || (dropped === half && (kept & 1) === 1);
  // A carry into the exponent is right: the next number up.
  return sign | (kept + (up ? 1 : 0));
}

/** All 65,536 numbers of float16 as float32, made when first asked for: reading one is then a look into a table. */
let table: Float32Array | null = null;

/** Numbers converted between two looks at the clock. */
const UNIT = 2 ** 16;

/** Expands float16 to float32; exact. @throws CancelledError */
export async function widen(
  halves: Uint16Array,
  control: Control = NO_CONTROL,
): Promise<Float32Array> {
  const numbers = (table ??= Float32Array.from({ length: 65_536 }, (_, half) => fromHalf(half)));
  const wide = new Float32Array(halves.length);
  const pace = createPace(control, 'Expanding float16');
  for (let from = 0; from < halves.length; from += UNIT) {
    const to = Math.min(from + UNIT, halves.length);
    for (let i = from; i < to; i++) wide[i] = numbers[halves[i]!]!;
    if (pace.due()) await pace.rest(to, halves.length);
  }
  return wide;
}

/**
 * Rounds a row-major matrix to float16.
 * @throws LocusError E_OVERFLOW at the first value beyond 65504 (infinite ones included; NaN stays NaN); CancelledError
 */
export async function narrow(
  data: Float32Array,
  cols: number,
  name: string,
  control: Control = NO_CONTROL,
): Promise<Uint16Array> {
  const halves = new Uint16Array(data.length);
  const pace = createPace(control, 'Rounding to float16');
  for (let from = 0; from < data.length; from += UNIT) {
    const to = Math.min(from + UNIT, data.length);
    for (let i = from; i < to; i++) {
      if (Math.abs(data[i]!) > MOST_HALF) throw tooLarge(data[i]!, i, cols, name);
      halves[i] = toHalf(data[i]!);
    }
    if (pace.due()) await pace.rest(to, data.length);
  }
  return halves;
}

const tooLarge = (value: number, at: number, cols: number, name: string): LocusError =>
  new LocusError({
    code: 'E_OVERFLOW',
    message: `${name}: ${value} is beyond the range of float16, which ends at ${MOST_HALF}.`,
    place: `row ${Math.floor(at / cols)}, column ${at % cols} (counting from 0)`,
    hint: 'Store this space as float32, or divide its values by a constant.',
  });
