/** Four significant digits, whole numbers whole, very large and very small ones with an exponent; text as it is. */
export function numberText(value: number | string): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return value.toLocaleString('en-US');
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

/** Three decimals; two significant digits below 0.01, four above 10: "0.187", "0.00034", "1,273". */
export function distanceText(distance: number): string {
  const size = Math.abs(distance);
  if (size >= 10) return distance.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  return size >= 0.01 || size === 0 ? distance.toFixed(3) : distance.toPrecision(2);
}
