import type { Result } from '../src/analysis/types.ts';
import type { ErrorDetails } from '../src/base/errors.ts';
import { NO_NEIGHBOUR } from '../src/math/exact-neighbours.ts';
import { errorJson } from './error.ts';

/** What happened before the method ran: decisions of the readers, and files that could not be used. */
export interface Reading {
  readonly notes: readonly string[];
  readonly errors: readonly ErrorDetails[];
}

/**
 * What `locus report --json` prints; the fields are described in docs/cli.md and stay stable.
 * Matrices become lists of rows; numbers that are not finite, and neighbours that there are none of, become null.
 */
export function jsonOf(result: Result, reading: Reading): Record<string, unknown> {
  const { method, version, recipe, value, elapsed } = result;
  return {
    method,
    version,
    inputs: recipe.inputs,
    params: recipe.params,
    value: plain(value),
    recipe,
    notes: reading.notes,
    errors: reading.errors.map(errorJson),
    elapsedMs: Math.round(elapsed),
  };
}

/** Row length of the matrices among the fields of a value, by the name of the field. */
const ROW_LENGTH: Readonly<Record<string, (value: Record<string, unknown>) => unknown>> = {
  coordinates: (value) => value['dims'],
  indices: (value) => value['k'],
  distances: (value) => value['k'],
  loadings: (value) => value['cols'],
};

/** Indices as numbers, with NaN where a row has no neighbour. */
function withoutPlaceholder(indices: unknown): unknown {
  if (!(indices instanceof Uint32Array)) return indices;
  return Float64Array.from(indices, (item) => (item === NO_NEIGHBOUR ? NaN : item));
}

function plain(value: unknown, rowLength?: number): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as Float64Array, (x) => (Number.isFinite(x) ? x : null));
    if (rowLength === undefined) return numbers;
    return Array.from({ length: numbers.length / rowLength }, (_, row) =>
      numbers.slice(row * rowLength, (row + 1) * rowLength),
    );
  }
  if (Array.isArray(value)) return value.map((entry) => plain(entry));
  if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(fields).map(([name, entry]) => {
        const length = ROW_LENGTH[name]?.(fields);
        const numbers = name === 'indices' ? withoutPlaceholder(entry) : entry;
        return [name, plain(numbers, typeof length === 'number' ? length : undefined)];
      }),
    );
  }
  return value;
}
