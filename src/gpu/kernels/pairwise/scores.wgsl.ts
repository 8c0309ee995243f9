import type { PairKind } from '../../../math/kernels.ts';
import { GROUP_INDEX } from '../../dispatch.ts';
import { HALF_SCALE, type RowStorage } from '../../upload.ts';
import { pitchOf, tileOf, type ScoreVariant } from './variants.ts';

/** Parameters of one score block and what is made of it, as u32. All kernels of a block read the same buffer. */
export const PAIR_PARAMS = [
  'rows', // of the block
  'cols', // of the block
  'rowOffset', // first row of the block within its buffer
  'colOffset', // first column of the block within its buffer
  'firstRow', // the item of the first row
  'firstCol', // the item of the first column
  'depth', // vec4s per item
  'tilesAcross',
  'tiles',
  'k',
] as const;

export type PairParams = Readonly<Record<(typeof PAIR_PARAMS)[number], number>>;

export const PAIR_PARAMS_WGSL = `struct Params {\n${PAIR_PARAMS.map((name) => `  ${name}: u32,`).join('\n')}\n}`;

/** Rows as they lie in storage: four float32, or four float16 in two words. */
const ELEMENT = { f32: 'vec4<f32>', f16: 'vec2<u32>' } as const;

/**
 * WGSL of the score block: `scores[r * cols + c]` = inner product, or squared distance, of row r and column c.
 *
 * A register-blocked matrix product. Squared distances are sums of squared differences, not |a|^2 + |b|^2 - 2ab: the
 * differences cost one more operation and lose no digits when the items lie far from the origin. Every variant adds the
 * four-column products of a pair in the same order.
 */
export function scoresWgsl(kind: PairKind, variant: ScoreVariant, storage: RowStorage): string {
  const { threads, registers, depth } = variant;
  const tile = tileOf(variant);
  const each = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  const pairs = (line: (i: number, j: number) => string): string =>
    each(registers.rows, (i) => each(registers.cols, (j) => line(i, j)));
  const accumulate = (i: number): string =>
    each(registers.cols, (j) =>
      kind === 'dot'
        ? `      s${i}_${j} += dot(a, b${j});`
        : `      { let d = a - b${j}; s${i}_${j} += dot(d, d); }`,
    );
  const take = (array: string, at: string): string =>
    storage === 'f32' ? `${array}[${at}]` : `widened(${array}[${at}])`;
  const products = (row: (i: number) => string, col: (j: number) => string): string => `
${each(registers.cols, (j) => `      let b${j} = ${col(j)};`)}
${each(registers.rows, (i) => `      {\n      let a = ${row(i)};\n${accumulate(i)}\n      }`)}`;

  /** All threads bring `lines` x depth vec4s into workgroup memory; zeros beyond the block and the row. */
  const share = (to: string, from: string, side: 'row' | 'col', lines: number): string => `
    for (var e = thread; e < ${lines * depth}u; e += ${threads.cols * threads.rows}u) {
      let line = e / ${depth}u;
      let at = start + e % ${depth}u;
      var value = vec4<f32>();
      if (${side}0 + line < params.${side}s && at < params.depth) {
        value = ${take(from, `(params.${side}Offset + ${side}0 + line) * params.depth + at`)};
      }
      ${to}[(e % ${depth}u) * ${pitchOf(lines)}u + line] = value;
    }`;
  const shared = `
  for (var start = 0u; start < params.depth; start += ${depth}u) {
${share('tileA', 'left', 'row', tile.rows)}
${share('tileB', 'right', 'col', tile.cols)}
    workgroupBarrier();
    for (var q = 0u; q < ${depth}u; q++) {${products(
      (i) => `tileA[q * ${pitchOf(tile.rows)}u + local.y + ${i * threads.rows}u]`,
      (j) => `tileB[q * ${pitchOf(tile.cols)}u + local.x + ${j * threads.cols}u]`,
    )}
    }
    workgroupBarrier();
  }`;
  // Beyond the block the last row is read again, and nothing is written.
  const lineBase = (side: 'row' | 'col', own: string): string =>
    `(params.${side}Offset + min(${side}0 + ${own}, params.${side}s - 1u)) * params.depth`;
  const direct = `
${each(registers.rows, (i) => `  let row${i}At = ${lineBase('row', `local.y + ${i * threads.rows}u`)};`)}
${each(registers.cols, (j) => `  let col${j}At = ${lineBase('col', `local.x + ${j * threads.cols}u`)};`)}
  for (var q = 0u; q < params.depth; q++) {${products(
    (i) => take('left', `row${i}At + q`),
    (j) => take('right', `col${j}At + q`),
  )}
  }`;

  // A power of two: exact.
  const unscale = storage === 'f16' ? ` * ${HALF_SCALE ** -2}` : '';

  return /* wgsl */ `
${PAIR_PARAMS_WGSL}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> left: array<${ELEMENT[storage]}>;
@group(0) @binding(2) var<storage, read> right: array<${ELEMENT[storage]}>;
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;
${
  depth > 0
    ? `
var<workgroup> tileA: array<vec4<f32>, ${depth * pitchOf(tile.rows)}>;
var<workgroup> tileB: array<vec4<f32>, ${depth * pitchOf(tile.cols)}>;`
    : ''
}
${
  storage === 'f16'
    ? `
fn widened(halves: vec2<u32>) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(halves.x), unpack2x16float(halves.y));
}`
    : ''
}
fn put(row: u32, col: u32, value: f32) {
  if (row < params.rows && col < params.cols) { scores[row * params.cols + col] = value; }
}

@compute @workgroup_size(${threads.cols}, ${threads.rows})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let tile = ${GROUP_INDEX};
  if (tile >= params.tiles) { return; }
  let row0 = (tile / params.tilesAcross) * ${tile.rows}u;
  let col0 = (tile % params.tilesAcross) * ${tile.cols}u;

${pairs((i, j) => `  var s${i}_${j} = 0.0;`)}
${depth > 0 ? shared : direct}
${pairs(
  (i, j) =>
    `  put(row0 + local.y + ${i * threads.rows}u, col0 + local.x + ${j * threads.cols}u, s${i}_${j}${unscale});`,
)}
}
`;
}
