import type { MethodDescriptor, Result, ViewModel } from './types.ts';

/** Everything about the methods that is safe in every bundle: what they are and how their results are shown. */

const descriptorFiles = import.meta.glob<{ readonly descriptor: MethodDescriptor }>(
  './*/descriptor.ts',
  { eager: true },
);
const viewFiles = import.meta.glob<{ readonly view: (result: Result<never>) => ViewModel }>(
  './*/view.ts',
  { eager: true },
);

/** All methods, by id. */
export const descriptors: readonly MethodDescriptor[] = Object.values(descriptorFiles)
  .map((file) => file.descriptor)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

export const descriptorById: ReadonlyMap<string, MethodDescriptor> = new Map(
  descriptors.map((descriptor) => [descriptor.id, descriptor]),
);

/** The view model of any result. */
export function viewOf(result: Result): ViewModel {
  const file = viewFiles[`./${result.method}/view.ts`];
  if (!file) throw new Error(`No view for method ${result.method}`);
  return file.view(result as Result<never>);
}
