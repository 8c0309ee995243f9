import type { Recipe } from '../../src/analysis/types.ts';

export interface RecipeChip {
  readonly name: string;
  readonly value: string;
}

const BACKENDS = { webgpu: 'WebGPU', wasm: 'WASM', reference: 'reference f64' } as const;

/** Short names of parameters that most methods share; others are shown as they are called. */
const NAMES: Readonly<Record<string, string>> = {
  metric: 'metric',
  neighbours: 'neighbours',
  minDist: 'min dist',
  epochs: 'epochs',
  k: 'k',
};

/** Parameters that stand in a chip of their own or are plain from the picture. */
const ELSEWHERE = new Set(['seed', 'dims', 'components']);

/** What was done, as short facts in reading order: preprocessing, parameters, seed, backend, size. */
export function recipeChips(recipe: Recipe): RecipeChip[] {
  const chips: RecipeChip[] = [{ name: '', value: recipe.preprocessing }];
  for (const [key, value] of Object.entries(recipe.params)) {
    if (ELSEWHERE.has(key) || value === null || typeof value === 'object') continue;
    chips.push({ name: NAMES[key] ?? key, value: text(value) });
  }
  chips.push(
    typeof recipe.seed === 'number'
      ? { name: 'seed', value: String(recipe.seed) }
      : { name: '', value: 'deterministic' },
    { name: '', value: BACKENDS[recipe.backend.id] },
  );
  const input = recipe.inputs[0];
  if (input) chips.push({ name: '', value: `${count(input.n)} × ${count(input.d)}` });
  return chips;
}

/** 10000 -> "10,000": the same everywhere, whatever the language of the browser. */
export const count = (value: number): string => value.toLocaleString('en-US');

function text(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
