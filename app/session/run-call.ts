import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { Dataset, SpaceInfo } from '../../src/data/dataset.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import type { RunCall } from '../../src/workers/protocol.ts';

/** Parameters that the pane decides with its own controls, not the form of the method. */
export const PANE_PARAMS: readonly string[] = ['dims', 'components'];

/** How many axes of a linear projection are computed: a 2-D pane shows the first two of them. */
const AXES = 3;

/** The space a pane shows: the one it names, else the first. */
export const spaceOf = (pane: PaneState, dataset: Dataset): SpaceInfo | undefined =>
  dataset.spaces.find((space) => space.name === pane.space) ?? dataset.spaces[0];

/** The calculation a pane asks for: the method's defaults, the pane's choices, dimensions and sample. */
export function runCall(pane: PaneState, space: SpaceInfo, method: MethodDescriptor): RunCall {
  const own: Record<string, unknown> = {};
  if ('dims' in method.params.shape) own.dims = pane.dims;
  if ('components' in method.params.shape) {
    own.components = Math.max(1, Math.min(AXES, space.rows, space.cols));
  }
  const chosen = method.params.safeParse({ ...pane.params, ...own });
  // Parameters of a link that the method refuses fall back to its defaults rather than leave the pane empty.
  const params = chosen.success ? chosen.data : method.params.parse(own);
  // A sample as large as the data is the data.
  const sample = pane.sample && pane.sample.rows < space.rows ? pane.sample : undefined;
  return { method: method.id, space: space.key, params, ...(sample && { sample }) };
}
