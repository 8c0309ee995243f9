import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArray, type ArrayPlace } from './array.ts';
import { numberType, type NumberKind } from './number-type.ts';
import { chosenRows, type RowSelection } from './row-choice.ts';
import { fromBytes, type ByteSource } from './source.ts';

const TYPES = [
  numberType('float', 4, 'float32'),
  numberType('float', 8, 'float64'),
  numberType('int', 2, 'int16'),
  numberType('uint', 1, 'uint8'),
] as const;

/** rows x cols small whole numbers after `start` bytes of something else. */
function fileOf({ start, rows, cols, type, fortranOrder }: ArrayPlace): ByteSource {
  const bytes = new Uint8Array(start + rows * cols * type.size + 5).fill(7);
  const view = new DataView(bytes.buffer, start);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++) {
      const at = type.size * (fortranOrder ? j * rows + i : i * cols + j);
      write(view, at, type.kind, type.size, valueAt(i, j));
    }
  return fromBytes(bytes, 'x.bin');
}

const valueAt = (i: number, j: number): number => (31 * i + 7 * j) % 127;

function write(view: DataView, at: number, kind: NumberKind, size: number, value: number): void {
  if (kind === 'float' && size === 4) view.setFloat32(at, value, true);
  else if (kind === 'float') view.setFloat64(at, value, true);
  else if (size === 2) view.setInt16(at, value, true);
  else view.setUint8(at, value);
}

const places = fc
  .record({
    start: fc.nat(20),
    rows: fc.integer({ min: 1, max: 60 }),
    cols: fc.integer({ min: 1, max: 9 }),
    type: fc.constantFrom(...TYPES),
    fortranOrder: fc.boolean(),
  })
  // As writers do: numbers begin at a multiple of their size.
  .map((place) => ({ ...place, start: place.start * 8 }));
const choices: fc.Arbitrary<RowSelection | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ kind: fc.constant('first' as const), count: fc.integer({ min: 1, max: 70 }) }),
  fc.record({ kind: fc.constant('every' as const), step: fc.integer({ min: 1, max: 70 }) }),
  fc.record({
    kind: fc.constant('sample' as const),
    count: fc.integer({ min: 1, max: 70 }),
    seed: fc.nat(),
  }),
);

describe('readArray', () => {
  it('reads any type, order and choice of rows', async () => {
    await fc.assert(
      fc.asyncProperty(places, choices, async (place, choice) => {
        const chosen = chosenRows(choice, place.rows);
        const { matrix } = await readArray(fileOf(place), 'x', place, { chosen }, {});
        const rows = chosen ? [...chosen] : Array.from({ length: place.rows }, (_, i) => i);
        expect([...matrix.data]).toEqual(
          rows.flatMap((i) => Array.from({ length: place.cols }, (_, j) => valueAt(i, j))),
        );
        expect(matrix).toMatchObject({ rows: rows.length, cols: place.cols, name: 'x' });
        expect(matrix.summary.last).toBe(valueAt(rows.at(-1)!, place.cols - 1));
        expect(matrix.summary.sum).toBe(matrix.data.reduce((sum, value) => sum + value, 0));
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('reads only what it needs of far rows', async () => {
    const place = { start: 0, rows: 3000, cols: 1000, type: TYPES[0] };
    const file = fileOf(place);
    let read = 0;
    const counting: ByteSource = {
      ...file,
      slice: (start, end) => {
        read += end - start;
        return file.slice(start, end);
      },
    };
    const chosen = Uint32Array.of(0, 1, 2999);
    const { matrix } = await readArray(counting, 'x', place, { chosen }, {});
    expect(read).toBe(3 * 4000);
    expect(matrix.data[2000]).toBe(valueAt(2999, 0));
  });
});

describe('chosenRows', () => {
  it('takes the first, every so-manyth, or a seeded sample, rising', () => {
    expect([...chosenRows({ kind: 'first', count: 3 }, 10)!]).toEqual([0, 1, 2]);
    expect([...chosenRows({ kind: 'every', step: 4 }, 10)!]).toEqual([0, 4, 8]);
    const sample = chosenRows({ kind: 'sample', count: 40, seed: 1 }, 1000)!;
    expect(new Set(sample).size).toBe(40);
    expect([...sample]).toEqual([...sample].sort((a, b) => a - b));
    expect(chosenRows({ kind: 'sample', count: 40, seed: 1 }, 1000)).toEqual(sample);
    expect(chosenRows({ kind: 'sample', count: 40, seed: 2 }, 1000)).not.toEqual(sample);
  });

  it('is all rows where there are no more', () => {
    for (const choice of [
      undefined,
      { kind: 'first', count: 10 },
      { kind: 'every', step: 1 },
      { kind: 'sample', count: 11, seed: 0 },
    ] as const)
      expect(chosenRows(choice, 10)).toBeNull();
  });
});
