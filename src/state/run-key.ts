/** Names a run: the same space, method, parameters and sample give the same key, whatever the order of the fields. */
export const runKey = (run: {
  readonly space: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sample?: { readonly rows: number; readonly seed: number };
}): string =>
  JSON.stringify([
    run.space,
    run.method,
    sorted(run.params),
    ...(run.sample ? [sorted(run.sample)] : []),
  ]);

/** The same value for objects that differ only in the order of their fields; for JSON.stringify. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  // Pairs rather than an object: an object would put integer-like keys first and swallow `__proto__`.
  const pairs = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => [key, sorted(field)]);
  return { pairs };
}
