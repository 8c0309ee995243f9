/** Columns named alike and counted, one for each dimension: "dim_0", "dim_1" ... or "0", "1" ... */
export interface Series {
  readonly name: string;
  readonly columns: readonly string[];
  /** Coordinates on a map are kept among the columns as well. */
  readonly isMap?: true;
}

/** Fewer columns may be anything. */
const LEAST_SERIES = 2;
const DIMENSION = /^(dim|d|x|v|f|feature|emb|embedding|pc|umap|component|latent|)[ _.-]?$/i;

/** @param names of columns of numbers, in the order of the file */
export function seriesOf(names: readonly string[]): Series[] {
  const groups = new Map<string, Map<number, string>>();
  for (const name of names) {
    const [, stem, digits] = /^(.*?)(\d{1,7})$/.exec(name) ?? [];
    if (stem === undefined || digits === undefined) continue;
    const group = groups.get(stem) ?? new Map<number, string>();
    group.set(Number(digits), name);
    groups.set(stem, group);
  }
  return [...groups].flatMap(([stem, group]) => {
    const start = group.has(0) ? 0 : 1;
    const columns: string[] = [];
    for (let i = start; group.has(i); i++) columns.push(group.get(i)!);
    const isLong = columns.length >= 16 || (columns.length >= LEAST_SERIES && DIMENSION.test(stem));
    // A gap means that these are something else.
    if (!isLong || columns.length !== group.size) return [];
    return [{ name: stem.replace(/[ _.-]+$/, '') || 'columns', columns }];
  });
}

/** Coordinates of a map that another program drew: "projection_x" and "projection_y" (Embedding Atlas), "x" and "y". */
export function mapsOf(names: readonly string[]): Series[] {
  return names.flatMap((name) => {
    const [, stem, x] = /^(|.*[ _.-])(x)$/i.exec(name) ?? [];
    if (stem === undefined || x === undefined) return [];
    const named = (y: string, z: string): string[] => {
      const others = x === 'x' ? [y, z] : [y.toUpperCase(), z.toUpperCase()];
      return others.map((axis) => stem + axis);
    };
    const [y, z] = named('y', 'z') as [string, string];
    if (!names.includes(y)) return [];
    const columns = names.includes(z) ? [name, y, z] : [name, y];
    return [{ name: stem.replace(/[ _.-]+$/, '') || 'map', columns, isMap: true as const }];
  });
}
