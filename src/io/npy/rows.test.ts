import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { leadingComponents } from '../../math/principal-components.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { streamedAxes, streamedMoments, streamedScores } from '../../math/streamed-components.ts';
import { clusters } from '../../math/testing/random.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { npyRows } from './rows.ts';

const kernels = createReferenceKernels();

/** An npy file of float32 in C order, or in Fortran order by name only. */
function npy({ data, rows, cols }: Matrix, fortran = false): ByteSource {
  const order = fortran ? 'True' : 'False';
  const fields = `{'descr': '<f4', 'fortran_order': ${order}, 'shape': (${rows}, ${cols}), }`;
  const header = `${fields.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + header.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length);
  return fromBytes(bytes, 'rows.npy');
}

describe('components of a file read in chunks', () => {
  // 700 rows: three blocks of 256 rows. A mean of 1,000 beside a deviation of 4.
  const x = clusters(700, 12, 4, 4, 3);
  for (let i = 0; i < x.data.length; i++) x.data[i]! += 1000;

  it.each([
    ['one row', 48],
    ['less than a row', 1],
    ['7 rows', 7 * 48 + 5],
    ['300 rows', 300 * 48],
    ['everything', 1 << 20],
  ])('equal those in memory with chunks of %s', async (_, chunkBytes) => {
    const source = await npyRows(npy(x), { chunkBytes });
    expect([source.rows, source.cols]).toEqual([700, 12]);
    const whole = await leadingComponents(x, 5, kernels);
    const axes = await streamedAxes(source, 5, kernels);
    // float64 throughout, in another order.
    expect(axes.totalVariance / whole.totalVariance).toBeCloseTo(1, 12);
    axes.variances.forEach((value, r) => expect(value / whole.variances[r]!).toBeCloseTo(1, 12));
    expect(largestGap(axes.mean, whole.mean)).toBeLessThan(1e-11);
    expect(largestGap(axes.loadings, whole.loadings)).toBeLessThan(1e-9);
    const scores: number[] = [];
    for await (const part of streamedScores(source, axes, kernels)) scores.push(...part);
    expect(largestGap(scores, whole.scores)).toBeLessThan(1e-6 * Math.max(...whole.scores));
  });

  it('hold one block of rows at a time, and report how far they are', async () => {
    const source = await npyRows(npy(x), { chunkBytes: 48 * 10 });
    let most = 0;
    const watching = {
      ...kernels,
      covariance: (block: Matrix) => {
        most = Math.max(most, block.rows);
        return kernels.covariance(block, {});
      },
    };
    const seen: number[] = [];
    const progress = ({ done }: { done: number }): number => seen.push(done);
    await streamedMoments(source, watching, { progress });
    // 26 chunks of 10 rows are the first to reach 256.
    expect(most).toBe(260);
    expect(seen).toEqual([260, 520, 700]);
  });

  it('can be cancelled between blocks', async () => {
    const source = await npyRows(npy(x));
    const stop = new AbortController();
    const control = { signal: stop.signal, progress: () => stop.abort() };
    const halves = {
      ...source,
      async *chunks() {
        for await (const chunk of source.chunks())
          for (let at = 0; at < chunk.length; at += 3600) yield chunk.subarray(at, at + 3600);
      },
    };
    await expect(streamedMoments(halves, kernels, control)).rejects.toThrow(/cancel/i);
  });
});

it('refuses what is stored column by column', async () => {
  const x = clusters(3, 2, 1);
  await expect(npyRows(npy(x, true))).rejects.toMatchObject({ code: 'E_SHAPE', file: 'rows.npy' });
});

it('names the rows that are not finite', async () => {
  const x = clusters(600, 2, 1);
  x.data[2 * 599] = NaN;
  const source = await npyRows(npy(x), { chunkBytes: 80 });
  await expect(streamedMoments(source, kernels)).rejects.toMatchObject({
    code: 'E_NONFINITE',
    place: 'rows 520 to 599 (counting from 0)',
  });
});

it('refuses a source that gives more or fewer rows than it said', async () => {
  const x = clusters(20, 2, 1);
  const source = await npyRows(npy(x));
  for (const rows of [19, 21])
    await expect(streamedMoments({ ...source, rows }, kernels)).rejects.toMatchObject({
      code: 'E_SHAPE',
    });
  const none = { rows: 0, cols: 2, async *chunks() {} };
  await expect(streamedMoments(none, kernels)).rejects.toMatchObject({ code: 'E_TOO_FEW' });
});

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let gap = 0;
  for (let i = 0; i < a.length; i++) gap = Math.max(gap, Math.abs(a[i]! - b[i]!));
  return gap;
}
