import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { clusters } from '../../math/testing/random.ts';
import { projectionQuality } from '../../math/trustworthiness.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import { params as schema } from './descriptor.ts';
import type { UmapValue } from './run.ts';
import digits from './testdata/digits.json' with { type: 'json' };
import learned from './testdata/transform.json' with { type: 'json' };
import { transform } from './transform.ts';

const wasm = createWasmKernels(new InlineExecutor());
const context = { kernels: createReferenceKernels(), control: {}, name: 'test' };

const take = ({ data, rows, cols }: Matrix, wanted: (row: number) => boolean): Matrix => {
  const kept = Array.from({ length: rows }, (_, i) => i).filter(wanted);
  const out = kept.flatMap((row) => [...data.subarray(row * cols, (row + 1) * cols)]);
  return { data: Float32Array.from(out), rows: kept.length, cols };
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;

describe('transform', () => {
  it('places held-out digits as well as umap-learn’s transform does', async () => {
    const pixels = Uint8Array.from(atob(digits.pixels), (char) => char.charCodeAt(0));
    const x = { data: Float32Array.from(pixels), rows: digits.rows, cols: digits.cols };
    const held = (row: number): boolean => row % 10 === 0;
    const known = take(x, (row) => !held(row));
    const params = schema.parse({ metric: 'euclidean' });
    const { value } = await runOn<UmapValue>('umap', known, params, wasm);
    const placed = await transform({ x: known, layout: value.coordinates }, take(x, held), params, {
      ...context,
      kernels: wasm,
    });
    const joint = new Float32Array(x.rows * 2);
    let [old, fresh] = [0, 0];
    for (let row = 0; row < x.rows; row++) {
      const at = held(row) ? 2 * fresh++ : 2 * old++;
      joint.set((held(row) ? placed : value.coordinates).subarray(at, at + 2), 2 * row);
    }
    const layout = { data: joint, rows: x.rows, cols: 2 };
    const { perItem } = await projectionQuality(x, layout, { metric: 'euclidean', k: learned.k });
    const ofHeld = (figures: Float64Array): number =>
      mean([...figures].filter((_, row) => held(row)));
    const theirs = (key: 'trustworthiness' | 'preservation'): number =>
      mean(learned.digits.map((run) => run[key]));
    expect(ofHeld(perItem.trustworthiness)).toBeGreaterThan(theirs('trustworthiness') - 0.02);
    // 60 items: three standard errors of their mean beside the 0.02.
    const values = [...perItem.preservation].filter((_, row) => held(row));
    const spread = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)) / values.length);
    expect(mean(values)).toBeGreaterThan(theirs('preservation') - 0.02 - 3 * spread);
  });

  it('puts a copy of a known item near it, and leaves the layout as it is', async () => {
    const known = clusters(80, 5, 4);
    const params = schema.parse({ metric: 'euclidean', neighbours: 10 });
    const { value } = await runOn<UmapValue>('umap', known, params);
    const before = value.coordinates.slice();
    const items = take(known, (row) => row < 8);
    const placed = await transform({ x: known, layout: before }, items, params, context);
    expect(before).toEqual(value.coordinates);
    for (let i = 0; i < 8; i++) {
      const far = (j: number): number =>
        Math.hypot(placed[2 * i]! - before[2 * j]!, placed[2 * i + 1]! - before[2 * j + 1]!);
      const nearest = Array.from({ length: 80 }, (_, j) => j).sort((a, b) => far(a) - far(b))[0]!;
      // Clusters go round by four.
      expect(nearest % 4).toBe(i % 4);
    }
  });

  it('takes no place from items without one', async () => {
    const known = clusters(80, 5, 4);
    const layout = Float32Array.from({ length: 160 }, (_, at) => (at < 4 ? NaN : at % 13));
    const items = take(known, (row) => row < 3);
    const placed = await transform({ x: known, layout }, items, schema.parse({}), context);
    expect(placed).toHaveLength(6);
    expect(placed.every(Number.isFinite)).toBe(true);
  });

  it('refuses what does not fit', async () => {
    const known = clusters(20, 5, 4);
    const place = { x: known, layout: new Float32Array(40) };
    const narrow = { data: new Float32Array(4).fill(1), rows: 1, cols: 4 };
    await expect(transform(place, narrow, schema.parse({}), context)).rejects.toMatchObject({
      code: 'E_SHAPE',
    });
    const short = { x: known, layout: new Float32Array(39) };
    await expect(transform(short, known, schema.parse({}), context)).rejects.toMatchObject({
      code: 'E_SHAPE',
    });
  });
});
