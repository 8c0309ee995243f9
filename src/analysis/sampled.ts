import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import { NO_NEIGHBOUR } from '../math/exact-neighbours.ts';
import type { Matrix } from '../math/kernels.ts';
import { createPace } from '../math/pace.ts';
import { sampleRows } from '../math/sample.ts';
import type { NeighboursValue, OutputKind, ProjectionValue, Sample } from './types.ts';

/** A matrix of which some rows were drawn, and the way back from them to all items. */
export interface Sampled {
  readonly x: Matrix;
  /** Which rows, rising. */
  readonly rows: Uint32Array;
}

/**
 * Draws rows without replacement; they keep their order.
 * @throws LocusError E_RANGE when the sample is not a part of the rows; CancelledError
 */
export async function drawSample(
  x: Matrix,
  { rows: count, seed }: Sample,
  control: Control,
): Promise<Sampled> {
  if (!(Number.isInteger(count) && count >= 1 && count <= x.rows))
    throw new LocusError({
      code: 'E_RANGE',
      message: `A sample must have 1 to ${x.rows} rows, not ${count}.`,
      hint: 'Choose another size, or take all rows.',
    });
  const rows = sampleRows(x.rows, count, seed);
  const { cols } = x;
  const data = new Float32Array(count * cols);
  const pace = createPace(control, 'Drawing the sample');
  for (const [at, row] of rows.entries()) {
    data.set(x.data.subarray(row * cols, (row + 1) * cols), at * cols);
    if (pace.due()) await pace.rest(at, count);
  }
  return { x: { data, rows: count, cols }, rows };
}

/** The rows of a sample out of values of all `total` items. */
export function drawnFrom(values: Float32Array, rows: Uint32Array, total: number): Float32Array {
  const cols = Math.floor(values.length / total);
  const drawn = new Float32Array(rows.length * cols);
  rows.forEach((row, at) => drawn.set(values.subarray(row * cols, (row + 1) * cols), at * cols));
  return drawn;
}

/** What a method found on a sample, said of all `total` items: those left out have no place and no neighbours. */
export function spreadValue(
  value: unknown,
  output: OutputKind,
  rows: Uint32Array,
  total: number,
): unknown {
  switch (output) {
    case 'projection':
      return spreadProjection(value as ProjectionValue, rows, total);
    case 'neighbours':
      return spreadNeighbours(value as NeighboursValue, rows, total);
    case 'report':
      return value;
  }
}

/** Live frames of a run on a sample, with a place for all items. */
export function spreadFrames(
  { frame, ...control }: Control,
  rows: Uint32Array,
  total: number,
): Control {
  if (!frame) return control;
  return {
    ...control,
    frame: (coordinates: Float32Array, epoch: number, epochs: number): void =>
      frame(spreadRows(coordinates, rows, total), epoch, epochs),
  };
}

function spreadRows(coordinates: Float32Array, rows: Uint32Array, total: number): Float32Array {
  const dims = coordinates.length / rows.length;
  const all = new Float32Array(total * dims).fill(NaN);
  rows.forEach((row, at) => {
    for (let d = 0; d < dims; d++) all[row * dims + d] = coordinates[at * dims + d]!;
  });
  return all;
}

const spreadProjection = (
  value: ProjectionValue,
  rows: Uint32Array,
  total: number,
): ProjectionValue => ({
  ...value,
  rows: total,
  coordinates: spreadRows(value.coordinates, rows, total),
});

function spreadNeighbours(
  value: NeighboursValue,
  rows: Uint32Array,
  total: number,
): NeighboursValue {
  const { k } = value;
  const indices = new Uint32Array(total * k).fill(NO_NEIGHBOUR);
  const distances = new Float64Array(total * k).fill(NaN);
  rows.forEach((row, at) => {
    for (let rank = 0; rank < k; rank++) {
      const neighbour = value.indices[at * k + rank]!;
      indices[row * k + rank] = neighbour === NO_NEIGHBOUR ? NO_NEIGHBOUR : rows[neighbour]!;
      distances[row * k + rank] = value.distances[at * k + rank]!;
    }
  });
  const listed = new Uint8Array(total);
  for (const row of rows) listed[row] = 1;
  for (const at of value.excluded) listed[rows[at]!] = 0;
  const excluded = Uint32Array.from(
    Array.from({ length: total }, (_, row) => row).filter((row) => !listed[row]),
  );
  return { ...value, rows: total, indices, distances, excluded };
}
