import { LocusError } from '../base/errors.ts';
import { requireFinite } from './checks.ts';
import type { OtherSpace, RunContext } from './types.ts';

/**
 * The space that the parameter `onto` of a method names: the items are seen along its axes or on its map.
 * @throws LocusError E_RANGE when no such space is loaded, E_VALUE; CancelledError
 */
export async function otherSpace(
  method: string,
  wanted: string,
  { space, control }: RunContext,
): Promise<OtherSpace> {
  const other = await space(wanted);
  if (!other)
    throw new LocusError({
      code: 'E_RANGE',
      message: `${method}: onto must be the name of a loaded space; there is no "${wanted}".`,
      place: 'onto',
      hint: 'Load the other space as well, or leave the parameter empty.',
    });
  await requireFinite(other.x, other.input.name, control);
  return other;
}
