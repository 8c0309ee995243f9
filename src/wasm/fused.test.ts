import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exactNeighbours } from '../math/exact-neighbours.ts';
import type { Kernels } from '../math/kernels.ts';
import { METRICS } from '../math/metric.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';

// Node 20 knows relaxed SIMD behind a flag; browsers and later Nodes have it on.
const FLAG = 'experimental-wasm-relaxed-simd';
let fused: Kernels;
let plain: Kernels;

beforeAll(async () => {
  setFlagsFromString(`--${FLAG}`);
  fused = await freshKernels();
  setFlagsFromString(`--no-${FLAG}`);
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  plain = await freshKernels();
});
afterAll(() => void vi.restoreAllMocks());

/** A backend whose modules have not chosen yet, after it has chosen. */
async function freshKernels(): Promise<Kernels> {
  vi.resetModules();
  const { createWasmKernels } = await import('./backend.ts');
  const { InlineExecutor } = await import('./inline.ts');
  const kernels = createWasmKernels(new InlineExecutor());
  await kernels.topk(rowsOf(gaussian(8, 2)), { kind: 'dot', k: 1 }, {});
  return kernels;
}

describe('kernels with relaxed SIMD', () => {
  it('say so', () => {
    expect(fused.precision).toBe('f32 products (relaxed SIMD), f64 sums');
    expect(plain.precision).toBe('f32 products, f64 sums');
  });

  it.each(METRICS)('lead to the same exact neighbours by %s', async (metric) => {
    const x = gaussian(500, 300);
    for (const copy of [7, 250, 499]) x.data.copyWithin(copy * 300, 0, 300);
    const found = await exactNeighbours(x, { metric, k: 9 }, fused);
    expect(found).toEqual(await exactNeighbours(x, { metric, k: 9 }, plain));
    expect(found.certified).toBeGreaterThan(490);
  });

  it('give identical rows distance 0 and identical lists wherever they lie', async () => {
    const x = gaussian(301, 777);
    const copies = [0, 1, 6, 150, 299, 300];
    for (const copy of copies) x.data.copyWithin(copy * 777, 0, 777);
    const { values } = await fused.topk(rowsOf(x), { kind: 'sqeuclidean', k: 300 }, {});
    const lists = copies.map((copy) => values.subarray(copy * 300, (copy + 1) * 300));
    expect([...lists[0]!.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    for (const list of lists) expect(list).toEqual(lists[0]);
  });

  it('agree with the plain ones on the covariance', async () => {
    const x = gaussian(300, 40);
    const a = await fused.covariance(x, {});
    const b = await plain.covariance(x, {});
    // Sums of 128 products of standard normals in float32: 1e-5 is several times their rounding.
    a.covariance.forEach((value, i) =>
      expect(Math.abs(value - b.covariance[i]!)).toBeLessThan(1e-5),
    );
  });
});
