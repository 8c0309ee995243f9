import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { fixture } from '../../math/testing/fixture.ts';
import { gaussian } from '../../math/testing/random.ts';
import { permuteRows, rigidMotion, shuffledOrder } from '../../math/testing/transform.ts';
import { runOn } from '../run-in-test.ts';
import { referenceMeanCosine } from './reference.ts';
import type { DataCheckValue } from './run.ts';

const check = async (x: Matrix): Promise<DataCheckValue> =>
  (await runOn<DataCheckValue>('data-check', x)).value;

const texts = (value: DataCheckValue): string => value.issues.map(({ text }) => text).join('\n');

it('equals METHODS Appendix A on the fixture', async () => {
  const { findings } = await check(fixture());
  // Stored as float32.
  expect(findings.norms.mean).toBeCloseTo(2.988500878, 6);
  expect(findings.norms.cv).toBeCloseTo(0.164010265, 6);
  expect(findings.dimensions.meanCosine).toBeCloseTo(0.069756405, 7);
});

it('splits the mean cosine over the dimensions exactly', async () => {
  const x = gaussian(70, 9, 2);
  x.data.forEach((v, at) => (x.data[at] = v + (at % 9)));
  const { dimensions } = (await check(x)).findings;
  expect(dimensions.meanCosine).toBeCloseTo(referenceMeanCosine(x), 12);
});

it('has the norm variation of Gaussian columns', async () => {
  const { norms, dimensions } = (await check(gaussian(4000, 256, 1))).findings;
  // 1 / sqrt(2 d) = 0.0442; the SD of the estimate at N = 4,000 is about 1 %.
  expect(norms.cv).toBeCloseTo(0.0442, 2);
  expect(Math.abs(norms.cv / 0.0442 - 1)).toBeLessThan(0.05);
  const kurtosis = dimensions.excessKurtosis.reduce((a, b) => a + b, 0) / 256;
  expect(Math.abs(kurtosis)).toBeLessThan(0.02);
});

it('has nothing to say about sound data', async () => {
  expect((await check(gaussian(500, 32, 5))).issues).toEqual([]);
});

describe('finds', () => {
  it('values that are not finite, and describes the other rows', async () => {
    const x = gaussian(50, 4, 1);
    x.data[9] = NaN;
    x.data[10] = Infinity;
    x.data[41] = -Infinity;
    const value = await check(x);
    expect(value.findings.nonFinite).toEqual({ values: 3, rows: 2, first: [2, 1] });
    expect(value.issues[0]).toMatchObject({ severity: 'error' });
    expect(value.issues[0]!.text).toContain('first at row 2, column 1, counting from 0');
    expect(value.findings.rowsUsed).toBe(48);
    expect(Number.isFinite(value.findings.norms.mean)).toBe(true);
  });

  it('a matrix without one finite row', async () => {
    const value = await check({ data: new Float32Array(6).fill(NaN), rows: 2, cols: 3 });
    expect(value.findings).toMatchObject({ rowsUsed: 0, nonFinite: { values: 6, rows: 2 } });
  });

  it('zero rows', async () => {
    const x = gaussian(50, 4, 1);
    x.data.fill(0, 8, 12);
    const value = await check(x);
    expect(value.findings.zeroRows).toEqual([2]);
    expect(texts(value)).toContain('1 row has length zero (row 2, counting from 0)');
  });

  it('exact duplicates, also those that differ in the sign of zero only', async () => {
    const x: Matrix = { data: Float32Array.of(0, 1, 2, 3, -0, 1, 0, 1, 2, 3.5), rows: 5, cols: 2 };
    expect((await check(x)).findings.duplicates).toEqual({ count: 2, first: [0, 2] });
  });

  it('constant columns, also of a value that float32 cannot hold', async () => {
    const x = gaussian(300, 5, 1);
    for (let i = 0; i < 300; i++) x.data[i * 5 + 3] = 0.1;
    const value = await check(x);
    expect(value.findings.constantColumns).toEqual([3]);
    expect(texts(value)).toContain('1 column is constant (column 3, counting from 0)');
  });

  it('a rogue dimension', async () => {
    const x = gaussian(300, 40, 1);
    for (let i = 0; i < 300; i++) x.data[i * 40 + 7] = 30 + 20 * x.data[i * 40 + 7]!;
    const value = await check(x);
    expect(texts(value)).toContain('1 column carries over 10 % of the mean cosine');
    expect(texts(value)).toContain(
      '1 column has a spread far from the others (column 7, counting from 0)',
    );
    expect(value.tables[0]!.rows[0]![0]).toBe(7);
  });
});

describe('invariance', () => {
  it('of the duplicate count under the order of the columns and items', async () => {
    const x = gaussian(40, 6, 3);
    x.data.copyWithin(60, 0, 12);
    const columns = shuffledOrder(6, 1);
    const data = x.data.map((_, at) => x.data[at - (at % 6) + columns[at % 6]!]!);
    const shuffled = permuteRows({ ...x, data }, shuffledOrder(40, 2));
    expect((await check(x)).findings.duplicates.count).toBe(2);
    expect((await check(shuffled)).findings.duplicates.count).toBe(2);
  });

  it('of the norm variation under rotation and scale', async () => {
    const cv = async (x: Matrix): Promise<number> => (await check(x)).findings.norms.cv;
    const moved = rigidMotion(fixture(), 5, 7);
    expect(await cv(moved)).toBeCloseTo(await cv(fixture()), 6);
  });
});
