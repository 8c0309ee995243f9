/** Lists of these names are vectors: when their lengths differ, the file is wrong, and its row is named. */
const VECTORS = /embed|vector/i;

/**
 * Columns of lists of different lengths beside one that holds vectors: what is known of the items, such as the genres of films,
 * and no matrix.
 */
export function raggedBeside(
  columns: ReadonlyMap<string, readonly unknown[]>,
): ReadonlySet<string> {
  const ragged = new Set<string>();
  let hasVectors = false;
  for (const [name, values] of columns) {
    if (!values.every(Array.isArray)) {
      // In base64.
      if (name === 'embedding' && values.every((value) => typeof value === 'string'))
        hasVectors = true;
      continue;
    }
    const [first] = values as unknown[][];
    const { length } = first!;
    if (!values.every((list) => (list as unknown[]).length === length)) ragged.add(name);
    else if (length > 1 && values.some(([value]: unknown[]) => typeof value === 'number'))
      hasVectors = true;
  }
  if (!hasVectors) return new Set();
  for (const name of ragged) if (VECTORS.test(name)) ragged.delete(name);
  return ragged;
}
