import type { Preprocessing } from '../../src/analysis/preprocessing.ts';
import type { Recipe, RecipeInput } from '../../src/analysis/types.ts';

export interface RecipeChip {
  readonly name: string;
  readonly value: string;
}

const BACKENDS = { webgpu: 'WebGPU', wasm: 'WASM', reference: 'reference f64' } as const;

/** What was done to the rows, as a person says it. */
const PREPARED: Readonly<Record<Preprocessing, string>> = {
  raw: 'raw',
  centre: 'centred',
  unit: 'unit rows',
  'centre+unit': 'centred, unit rows',
  'centre+whiten': 'centred, whitened',
  'row-centre+unit': 'rows centred, unit rows',
};

/** Parameters that stand in a chip of their own or are plain from the picture. */
const ELSEWHERE = new Set(['seed', 'dims', 'components']);

/** Parameters that are always said; others only where they differ from the method's defaults. */
const ALWAYS = new Set(['metric', 'neighbours', 'k', 'minDist', 'epochs']);

/**
 * What was done, as short facts in reading order: what nobody must miss, then preprocessing, parameters, seed, backend, size.
 * @param defaults the parameters of the method when nothing is chosen
 */
export function recipeChips(
  recipe: Recipe,
  defaults: Readonly<Record<string, unknown>> = {},
): RecipeChip[] {
  const chips: RecipeChip[] = [{ name: '', value: PREPARED[recipe.preprocessing] }];
  for (const [key, value] of Object.entries(recipe.params)) {
    if (ELSEWHERE.has(key) || value === null || typeof value === 'object') continue;
    if (!ALWAYS.has(key) && value === defaults[key]) continue;
    chips.push({ name: words(key), value: text(value, recipe.resolved?.[key]) });
  }
  chips.push(
    typeof recipe.seed === 'number'
      ? { name: 'seed', value: String(recipe.seed) }
      : { name: '', value: 'deterministic' },
    { name: '', value: BACKENDS[recipe.backend.id] },
  );
  const input = recipe.inputs[0];
  if (input) {
    const of = input.rowsOf === undefined ? '' : ` of ${count(input.rowsOf)}`;
    const size = `${count(input.n)}${of} × ${count(input.d)}`;
    if (of) chips.unshift({ name: '', value: size });
    else chips.push({ name: '', value: size });
    if (input.reordered) chips.push({ name: '', value: 'rows reordered by id' });
    chips.unshift(...caveats(input));
  }
  return chips;
}

/** A sample, and rounding. */
function caveats({ sample, storage }: RecipeInput): RecipeChip[] {
  const values = [
    ...(sample ? [`sample of ${count(sample.of)}, seed ${sample.seed}`] : []),
    ...(storage ? [`stored as ${storage}`] : []),
  ];
  return values.map((value) => ({ name: '', value }));
}

const COUNTS = new Intl.NumberFormat('en-US');

/** 10000 -> "10,000": the same everywhere, whatever the language of the browser. */
export const count = (value: number): string => COUNTS.format(value);

/** "learningRate" -> "learning rate". */
const words = (key: string): string =>
  key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** @param taken what the method chose where the choice was left to it */
function text(value: unknown, taken?: number): string {
  if (taken !== undefined) return `${taken} (automatic)`;
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
