import type { RecipeInput, Result } from '../src/analysis/types.ts';
import { errorLine } from './error.ts';
import type { Reading } from './json.ts';

/** A result for reading in a terminal: recipe first, then the small fields; matrices as their size. */
export function textOf(result: Result, reading: Reading): string {
  const { recipe, value } = result;
  const input = recipe.inputs.map(inputText).join(', ');
  const lines = [
    `${result.method} version ${result.version} on ${input}`,
    `  ${recipe.preprocessing}; seed ${recipe.seed}; ${recipe.backend.id} (${recipe.backend.device}, ${recipe.backend.precision})`,
    ...Object.entries(recipe.params).map(([name, entry]) => {
      const taken = recipe.resolved?.[name];
      return `  ${name} = ${JSON.stringify(entry)}${taken === undefined ? '' : ` (automatic: ${taken})`}`;
    }),
    ...[...reading.notes, ...recipe.notes].map((note) => `  note: ${note}`),
    ...reading.errors.map((error) => `  error: ${errorLine(error)}`),
    '',
    ...Object.entries(value as Record<string, unknown>).map(
      ([name, entry]) => `${name}: ${summary(entry)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function inputText({ name, n, d, rowsOf, reordered, sample, storage }: RecipeInput): string {
  const facts = [
    `${n} x ${d}`,
    sample && `a sample of ${sample.of} rows, seed ${sample.seed}`,
    rowsOf !== undefined && `of ${rowsOf} rows in the file`,
    reordered && 'rows reordered by id',
    storage && `stored as ${storage}`,
  ];
  return `${name} (${facts.filter(Boolean).join(', ')})`;
}

function summary(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const numbers = value as unknown as Float64Array;
    const first = Array.from(numbers.subarray(0, 8), (x) => Number(x.toPrecision(6)));
    return numbers.length <= 8 ? first.join(' ') : `${first.join(' ')} ... (${numbers.length})`;
  }
  if (Array.isArray(value) && value.length > 20) {
    return `${JSON.stringify(value.slice(0, 5))} ... (${value.length})`;
  }
  return JSON.stringify(value);
}
