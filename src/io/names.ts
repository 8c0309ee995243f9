/** File name without folders and without its last extension: "runs/layer3.npy" -> "layer3". */
export function stem(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? name;
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

/** Lower-case extension with the dot, or an empty text. */
export function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

/** `name`, or `name (2)`, `name (3)` ... when it is taken. */
export function unusedName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let i = 2; ; i++) {
    const candidate = `${name} (${i})`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** 1234567 -> "1,234,567", the same in every locale. */
export function count(n: number): string {
  return Number.isSafeInteger(n)
    ? String(n).replace(/\B(?=(\d{3})+$)/g, ',')
    : n.toExponential(2).replace('e+', 'e');
}

/** "1 row", "2 rows". */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * A name for each file of a drop, all different: of files with one name in several folders the path, else a number behind it.
 * A link names files so; one from a folder opens with the same file dropped alone.
 */
export function fileNames(
  files: readonly { readonly name: string; readonly path?: string | undefined }[],
): string[] {
  const times = new Map<string, number>();
  for (const { name } of files) times.set(name, (times.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return files.map(({ name, path }) => {
    const wanted = times.get(name) === 1 ? name : (path ?? name);
    const dot = wanted.length - extension(wanted).length;
    let unused = wanted;
    for (let i = 2; taken.has(unused); i++)
      unused = `${wanted.slice(0, dot)} (${i})${wanted.slice(dot)}`;
    taken.add(unused);
    return unused;
  });
}

const collator = new Intl.Collator('en', { numeric: true });

/** "layer_2" before "layer_10". */
export const inNaturalOrder = (a: string, b: string): number => collator.compare(a, b);
