import type { PairKind } from '../../../math/kernels.ts';
import { GROUP_INDEX } from '../../dispatch.ts';
import { LISTS_WGSL } from './merge.wgsl.ts';

/** Rows that a workgroup merges, one thread each. */
export const SERIAL_ROWS = 16;
/** Longest list that is kept by insertion. */
export const SERIAL_MOST_K = 128;

/**
 * The merge of `merge.wgsl.ts` for software adapters, where a barrier costs as much as hundreds of loads: one thread per row
 * inserts what beats the last of its list. The same lists, to the bit.
 */
export function mergeSerialWgsl(kind: PairKind): string {
  return /* wgsl */ `
${LISTS_WGSL(kind)}
@compute @workgroup_size(${SERIAL_ROWS})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) counts: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = (${GROUP_INDEX}) * ${SERIAL_ROWS}u + thread;
  if (row >= params.rows) { return; }
  let item = params.firstRow + row;
  let base = row * params.k;
  let end = base + params.k - 1u;
  // Column blocks come in order from item 0: this is how many others the list has seen.
  var length = min(params.k, params.firstCol - select(0u, 1u, item < params.firstCol));
  var lastValue = listValue[end];
  var lastIndex = listIndex[end];
  for (var col = 0u; col < params.cols; col++) {
    let value = scores[row * params.cols + col];
    let other = params.firstCol + col;
    if (other == item) { continue; }
    if (length == params.k && !ahead(value, other, lastValue, lastIndex)) { continue; }
    var at = base + min(length, params.k - 1u);
    while (at > base && ahead(value, other, listValue[at - 1u], listIndex[at - 1u])) {
      listValue[at] = listValue[at - 1u];
      listIndex[at] = listIndex[at - 1u];
      at--;
    }
    listValue[at] = value;
    listIndex[at] = other;
    length = min(length + 1u, params.k);
    lastValue = listValue[end];
    lastIndex = listIndex[end];
  }
}
`;
}
