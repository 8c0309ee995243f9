import { GROUP_INDEX } from '../../dispatch.ts';
import { SLAB_ROWS, TILE, TILE_VALUES } from './tiles.ts';

/** Rows held in workgroup memory at a time, and summed before they join the slab's sum. */
const DEPTH = 16;
/** vec4s across a tile; also the threads along one side, each with 4 x 4 values. */
const QUADS = TILE / 4;

/** Parameters of one dispatch, as u32. */
export const PRODUCT_PARAMS = ['rows', 'depth', 'firstItem', 'items', 'pairs'] as const;

export type ProductParams = Readonly<Record<(typeof PRODUCT_PARAMS)[number], number>>;

/**
 * WGSL of the sums of products of centred columns. A work item is one tile of the matrix over one slab of rows;
 * items are numbered slab by slab, so that any range of them is one dispatch.
 *
 * The sums are two levels deep (16 rows, then the slab): rounding grows with the root of each level, not of N.
 */
export const PRODUCTS_WGSL = /* wgsl */ `
struct Params {
${PRODUCT_PARAMS.map((name) => `  ${name}: u32,`).join('\n')}
}
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> rows: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> means: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> tiles: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read_write> sums: array<vec4<f32>>;

var<workgroup> tileA: array<vec4<f32>, ${DEPTH * QUADS}>;
var<workgroup> tileB: array<vec4<f32>, ${DEPTH * QUADS}>;

// Four centred columns of a row; zero outside the matrix.
fn centred(row: u32, end: u32, quad: u32) -> vec4<f32> {
  var value = vec4<f32>();
  if (row < end && quad < params.depth) { value = rows[row * params.depth + quad] - means[quad]; }
  return value;
}

@compute @workgroup_size(${QUADS}, ${QUADS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let group = ${GROUP_INDEX};
  if (group >= params.items) { return; }
  let item = params.firstItem + group;
  let tile = tiles[item % params.pairs];
  let first = (item / params.pairs) * ${SLAB_ROWS}u;
  let end = min(params.rows, first + ${SLAB_ROWS}u);
  let slot = local.y * ${QUADS}u + local.x;

  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var start = first; start < end; start += ${DEPTH}u) {
    tileA[slot] = centred(start + local.y, end, tile.x * ${QUADS}u + local.x);
    tileB[slot] = centred(start + local.y, end, tile.y * ${QUADS}u + local.x);
    workgroupBarrier();
    var part0 = vec4<f32>();
    var part1 = vec4<f32>();
    var part2 = vec4<f32>();
    var part3 = vec4<f32>();
    for (var q = 0u; q < ${DEPTH}u; q++) {
      let a = tileA[q * ${QUADS}u + local.y];
      let b = tileB[q * ${QUADS}u + local.x];
      part0 += a.x * b;
      part1 += a.y * b;
      part2 += a.z * b;
      part3 += a.w * b;
    }
    sum0 += part0;
    sum1 += part1;
    sum2 += part2;
    sum3 += part3;
    workgroupBarrier();
  }
  let to = group * ${TILE_VALUES / 4}u + local.y * ${4 * QUADS}u + local.x;
  sums[to] = sum0;
  sums[to + ${QUADS}u] = sum1;
  sums[to + ${2 * QUADS}u] = sum2;
  sums[to + ${3 * QUADS}u] = sum3;
}
`;
