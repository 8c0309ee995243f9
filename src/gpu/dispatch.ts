/** How many workgroups along x and y. A kernel folds them back: `group = id.x + id.y * counts.x`. */
export interface Grid {
  readonly x: number;
  readonly y: number;
}

/**
 * Folds `groups` workgroups into two dimensions of at most `limit` each (65,535 by default in WebGPU). There may be a
 * few groups too many in the last line; the kernel returns at once there.
 *
 * @throws RangeError when even two dimensions are too few.
 */
export function gridFor(groups: number, limit: number): Grid {
  if (groups > limit * limit)
    throw new RangeError(`${groups} workgroups exceed ${limit} x ${limit}`);
  const y = Math.max(1, Math.ceil(groups / limit));
  return { x: Math.ceil(groups / y), y };
}

/** WGSL: the number of this workgroup in a folded grid. Needs `id` (workgroup_id) and `counts` (num_workgroups). */
export const GROUP_INDEX = 'id.x + id.y * counts.x';

/** One kernel over `groups` workgroups; `bindings` are numbered 0, 1, 2 ... in group 0. */
export function dispatch(
  device: GPUDevice,
  pass: GPUComputePassEncoder,
  pipeline: GPUComputePipeline,
  bindings: readonly GPUBufferBinding[],
  grid: Grid,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: bindings.map((resource, binding) => ({ binding, resource })),
    }),
  );
  pass.dispatchWorkgroups(grid.x, grid.y);
}
