import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { PaneState, Workspace } from '../../src/state/workspace.ts';

/** Methods that give coordinates, in reading order: PCA first, because every map begins with it. */
export function projectionMethods(methods: Iterable<MethodDescriptor>): MethodDescriptor[] {
  return [...methods]
    .filter((method) => method.output === 'projection')
    .sort((a, b) => Number(b.id === 'pca') - Number(a.id === 'pca') || (a.id < b.id ? -1 : 1));
}

/**
 * The parameters a method starts with when it is chosen: the metric in which the person looks at neighbours, where
 * the method has one and it is not the default anyway.
 */
export function startParams(
  method: MethodDescriptor,
  neighbours: Workspace['neighbours'],
): PaneState['params'] {
  const { metric } = neighbours;
  if (!('metric' in method.params.shape)) return {};
  const taken = method.params.safeParse({ metric });
  const isDefault = method.params.parse({}).metric === metric;
  return taken.success && !isDefault ? { metric } : {};
}
