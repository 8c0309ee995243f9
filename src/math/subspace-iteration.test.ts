import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { InlineExecutor } from '../wasm/inline.ts';
import { symmetricEigen } from './eigen.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { createReferenceKernels } from './reference-kernels.ts';
import { subspaceComponents } from './subspace-iteration.ts';
import { clusters, gaussian } from './testing/random.ts';

const reference = createReferenceKernels();
const wasm = createWasmKernels(new InlineExecutor());
/** A backend that leaves the sums to JavaScript, as WebGPU does. */
const projecting: Kernels = { ...wasm };
delete projecting.weightedSums;

const meanOf = async (x: Matrix): Promise<Float64Array> => (await reference.covariance(x, {})).mean;

/** |C v - lambda v| / lambda_1 of every component, from the covariance itself. */
async function residuals(
  x: Matrix,
  { values, vectors }: { values: Float64Array; vectors: Float64Array },
): Promise<number[]> {
  const { covariance } = await reference.covariance(x, {});
  const d = x.cols;
  return Array.from(values, (value, r) => {
    let square = 0;
    for (let a = 0; a < d; a++) {
      let image = 0;
      for (let b = 0; b < d; b++) image += covariance[a * d + b]! * vectors[r * d + b]!;
      square += (image - value * vectors[r * d + a]!) ** 2;
    }
    return Math.sqrt(square) / values[0]!;
  });
}

describe.each([
  ['the reference', reference],
  ['wasm', wasm],
  ['a backend without sums', projecting],
] as const)('on %s', (_, kernels) => {
  it('finds the leading eigenpairs, and reports the residual they have', async () => {
    const x = clusters(150, 60, 6, 2, 1);
    const found = await subspaceComponents(x, await meanOf(x), { count: 4 }, kernels, {});
    expect(found.converged).toBe(true);
    const true_ = await residuals(x, found);
    // The images are rounded to float32.
    expect(Math.abs(Math.max(...true_) - found.residual)).toBeLessThan(3e-7);
    const { covariance } = await reference.covariance(x, {});
    const { values } = symmetricEigen(covariance, 60);
    found.values.forEach((value, r) => {
      expect(Math.abs(value / values[r]! - 1)).toBeLessThan(1e-6);
    });
  });

  it('says when it was stopped too early, and how far it was', async () => {
    // Pure noise: neighbouring variances hardly differ.
    const x = gaussian(300, 90, 2);
    const options = { count: 3, maxIterations: 3 };
    const found = await subspaceComponents(x, await meanOf(x), options, kernels, {});
    expect(found.converged).toBe(false);
    expect(found.iterations).toBe(3);
    expect(found.residual).toBeGreaterThan(1e-3);
    const largest = Math.max(...(await residuals(x, found)));
    expect(found.residual / largest).toBeCloseTo(1, 3);
  });

  it('is the same for the same seed, and close for another', async () => {
    const x = clusters(100, 40, 4, 5, 3);
    const mean = await meanOf(x);
    const [a, b, c] = await Promise.all(
      [0, 0, 7].map((seed) => subspaceComponents(x, mean, { count: 2, seed }, kernels, {})),
    );
    expect(a).toEqual(b);
    expect(a!.vectors).not.toEqual(c!.vectors);
    // The images are rounded to float32.
    a!.values.forEach((value, r) => expect(value / c!.values[r]!).toBeCloseTo(1, 7));
  });

  it('takes data of lower rank than it carries directions', async () => {
    const x = gaussian(40, 30, 4);
    for (let i = 0; i < 40; i++)
      for (let d = 2; d < 30; d++) x.data[i * 30 + d] = x.data[i * 30 + (d % 2)]!;
    const found = await subspaceComponents(x, await meanOf(x), { count: 4 }, kernels, {});
    expect(found.converged).toBe(true);
    expect(found.values[1]!).toBeGreaterThan(1);
    expect(found.values[2]! / found.values[0]!).toBeLessThan(1e-12);
    for (let r = 0; r < 4; r++)
      for (let s = 0; s <= r; s++) {
        let product = 0;
        for (let d = 0; d < 30; d++)
          product += found.vectors[r * 30 + d]! * found.vectors[s * 30 + d]!;
        expect(product).toBeCloseTo(r === s ? 1 : 0, 12);
      }
  });

  it('can be cancelled between passes', async () => {
    const x = gaussian(200, 50, 5);
    const stop = new AbortController();
    const seen: number[] = [];
    const progress = ({ done }: { done: number }): void => {
      seen.push(done);
      stop.abort();
    };
    const run = subspaceComponents(x, await meanOf(x), { count: 3 }, kernels, {
      signal: stop.signal,
      progress,
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(seen).toEqual([1]);
  });
});
