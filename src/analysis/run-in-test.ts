import type { Control } from '../base/control.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { runMethod } from './run-method.ts';
import type { Result } from './types.ts';

/** For tests: runs a method as the engine does, on the reference kernels unless others are given. */
export async function runOn<V>(
  id: string,
  x: Matrix,
  params: Record<string, unknown> = {},
  kernels: Kernels = createReferenceKernels(),
  control: Control = {},
): Promise<Result<V>> {
  const inputs = [{ name: 'test', n: x.rows, d: x.cols, sha256: '0'.repeat(64) }];
  return (await runMethod(id, x, params, { kernels, control, inputs })) as Result<V>;
}
