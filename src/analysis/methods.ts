import { LocusError } from '../base/errors.ts';
import { descriptorById } from './descriptors.ts';
import type { MethodDescriptor, Run } from './types.ts';

/** The working half of the methods, each loaded when first used. */
const runFiles = import.meta.glob<{ readonly run: Run<unknown, unknown> }>('./*/run.ts');

export interface Method {
  readonly descriptor: MethodDescriptor;
  readonly run: Run<unknown, unknown>;
}

/** @throws LocusError E_METHOD when there is no such method. */
export async function loadMethod(id: string): Promise<Method> {
  const descriptor = descriptorById.get(id);
  const load = runFiles[`./${id}/run.ts`];
  if (!descriptor || !load)
    throw new LocusError({
      code: 'E_METHOD',
      message: `There is no method "${id}".`,
      hint: `Methods: ${[...descriptorById.keys()].join(', ')}.`,
    });
  return { descriptor, run: (await load()).run };
}
