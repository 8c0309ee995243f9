/** Every typed array and buffer that can be made by its length. */
const NAMES = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

/**
 * Runs `work` with the constructors of buffers watched.
 * @returns the bytes of all that were made by length together, and what `work` gave
 */
export async function watchAllocations<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly bytes: number }> {
  const scope = globalThis as unknown as Record<string, BufferConstructor>;
  const originals = NAMES.map((name) => [name, scope[name]!] as const);
  let bytes = 0;
  for (const [name, original] of originals)
    scope[name] = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        const [length] = args;
        const made = Reflect.construct(target, args, newTarget) as { byteLength: number };
        if (typeof length === 'number') bytes += made.byteLength;
        return made;
      },
    });
  try {
    return { value: await work(), bytes };
  } finally {
    for (const [name, original] of originals) scope[name] = original;
  }
}

type BufferConstructor = new (...args: never[]) => { readonly byteLength: number };
