export interface RangeHint {
  /** The number that is taken instead. */
  readonly taken: number;
  /** "2 to 200; set to 2". */
  readonly text: string;
}

/** What to say when a number outside the range was typed; null when it lies inside, or is no number. */
export function rangeHint(
  typed: string,
  range: { readonly min?: number | undefined; readonly max?: number | undefined },
): RangeHint | null {
  const { min = -Infinity, max = Infinity } = range;
  // A comma divides decimals in many languages.
  const value = typed.trim() === '' ? NaN : Number(typed.trim().replace(',', '.'));
  if (Number.isNaN(value) || (value >= min && value <= max)) return null;
  const taken = value < min ? min : max;
  return { taken, text: `${rangeText(min, max)}; set to ${taken}` };
}

function rangeText(min: number, max: number): string {
  if (max === Infinity) return `At least ${min}`;
  if (min === -Infinity) return `At most ${max}`;
  return `${min} to ${max}`;
}
