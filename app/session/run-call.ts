import { z } from 'zod';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { Dataset, SpaceInfo } from '../../src/data/dataset.ts';
import { typeName } from '../../src/io/type-name.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import type { RunCall, Storage } from '../../src/workers/protocol.ts';

/** Parameters that the pane decides with its own controls, not the form of the method. */
export const PANE_PARAMS: readonly string[] = ['dims', 'components'];

/** How many axes of a linear projection are computed: a 2-D pane shows the first two of them. */
const AXES = 3;

/**
 * Puts a space on the map. A parameter that names this space as the other one goes back to its default: a map of the
 * space placed on itself says nothing.
 */
export function choiceOfSpace(
  pane: PaneState,
  space: SpaceInfo,
  method: MethodDescriptor | undefined,
): Pick<PaneState, 'space' | 'params'> {
  const namesIt = ([key, value]: [string, unknown]): boolean =>
    (value === space.name || value === space.key) && isSpaceParam(method?.params.shape[key]);
  const kept = Object.entries(pane.params).filter((entry) => !namesIt(entry));
  return { space: space.name, params: Object.fromEntries(kept) };
}

const isSpaceParam = (schema: unknown): boolean =>
  schema instanceof z.ZodType && schema.meta()?.['kind'] === 'space';

/** The space a pane shows: the one it names, else the first. */
export const spaceOf = (pane: PaneState, dataset: Dataset): SpaceInfo | undefined =>
  dataset.spaces.find((space) => space.name === pane.space) ?? dataset.spaces[0];

/** The type of the numbers in the file, and that they are held rounded where they are. */
export const heldType = ({ dtype }: SpaceInfo, storage: Storage): string =>
  storage === 'f16' && dtype !== 'float16'
    ? `${typeName(dtype)}, held as float16`
    : typeName(dtype);

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
