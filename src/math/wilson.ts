/** Wilson's 95 % interval of a share seen in `count` independent trials (Wilson 1927, doi:10.1080/01621459.1927.10502953). */
export function wilson(
  share: number,
  count: number,
): { readonly low: number; readonly high: number } {
  const z = 1.959963984540054;
  const centre = share + z ** 2 / (2 * count);
  const reach = z * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  const scale = 1 + z ** 2 / count;
  return {
    low: Math.max(0, (centre - reach) / scale),
    high: Math.min(1, (centre + reach) / scale),
  };
}
