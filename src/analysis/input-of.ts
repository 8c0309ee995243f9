import type { SpaceInfo } from '../data/dataset.ts';
import type { RecipeInput } from './types.ts';

/** What a recipe says of a space: enough to get the same rows from the same file again. */
export function inputOf({ name, rows, cols, source, rowsOf, reordered }: SpaceInfo): RecipeInput {
  return {
    name,
    n: rows,
    d: cols,
    sha256: source.sha256,
    ...(rowsOf !== undefined && { rowsOf }),
    ...(reordered && { reordered }),
  };
}
