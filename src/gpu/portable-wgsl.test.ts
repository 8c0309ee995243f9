import { expect, test } from 'vitest';
import { PRODUCTS_WGSL } from './kernels/covariance/products.wgsl.ts';
import { mergeSerialWgsl } from './kernels/pairwise/merge-serial.wgsl.ts';
import { mergeWgsl } from './kernels/pairwise/merge.wgsl.ts';
import { scoresWgsl } from './kernels/pairwise/scores.wgsl.ts';
import { SCORE_VARIANTS } from './kernels/pairwise/variants.ts';
import { histogramWgsl, momentsWgsl } from './kernels/pairs/reduce.wgsl.ts';
import { PROJECT_WGSL } from './kernels/project/project.wgsl.ts';
import { layoutWgsl } from './kernels/umap-layout/layout.wgsl.ts';

const KERNELS: Record<string, string> = {
  'merge dot': mergeWgsl('dot'),
  'merge sqeuclidean': mergeWgsl('sqeuclidean'),
  'serial merge': mergeSerialWgsl('dot'),
  histogram: histogramWgsl('euclidean'),
  'row moments': momentsWgsl('euclidean', 'rows'),
  'column moments': momentsWgsl('dot', 'cols'),
  covariance: PRODUCTS_WGSL,
  project: PROJECT_WGSL,
  'layout 2-D': layoutWgsl(2),
  'layout 3-D': layoutWgsl(3),
};
for (const variant of SCORE_VARIANTS) {
  for (const kind of ['dot', 'sqeuclidean'] as const) {
    for (const storage of ['f32', 'f16'] as const)
      KERNELS[`scores ${kind}, ${variant.name}, ${storage}`] = scoresWgsl(kind, variant, storage);
  }
}
const BYTES: Record<string, number> = { 'vec4<f32>': 16, f32: 4, u32: 4, 'atomic<u32>': 4 };

/** Bytes of `var<workgroup> name: array<type, length>` or `: type`. */
function workgroupBytes(code: string): number {
  let sum = 0;
  for (const [, type] of code.matchAll(/var<workgroup> \w+: (.+);/g)) {
    const array = /^array<(.+), (\d+)>$/.exec(type!);
    const bytes = BYTES[array?.[1] ?? type!];
    if (bytes === undefined) throw new Error(`Unknown type ${type}`);
    sum += bytes * Number(array?.[2] ?? 1);
  }
  return sum;
}

/** What every WebGPU device must offer, without asking for more (DESIGN "Portable WGSL"). */
test.each(Object.entries(KERNELS))('%s runs on the least device', (_, code) => {
  expect(code.match(/var<storage/g)!.length).toBeLessThanOrEqual(8);
  expect(workgroupBytes(code)).toBeLessThanOrEqual(16 * 1024);
  const size = /@workgroup_size\((\d+)(?:, (\d+))?\)/.exec(code)!;
  expect(Number(size[1]) * Number(size[2] ?? 1)).toBeLessThanOrEqual(256);
  expect(code).not.toMatch(/\benable\b|\bf16\b|subgroup|dot4|\bi32\b|undefined|NaN|Infinity/);
  // Local arrays end up in slow memory when they are indexed: accumulators are named.
  expect(code).not.toMatch(/var \w+: array</);
});

test('scores have one named accumulator for each value of a thread', () => {
  for (const variant of SCORE_VARIANTS) {
    const { cols, rows } = variant.registers;
    const code = scoresWgsl('dot', variant, 'f32');
    const names = [...code.matchAll(/var (s\d_\d) = 0\.0;/g)].map((match) => match[1]);
    expect(new Set(names).size).toBe(cols * rows);
  }
});
