import { throwIfCancelled, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import { domainWords } from './domain.ts';
import { loadMethod } from './methods.ts';
import type { MethodDescriptor, Recipe, Result } from './types.ts';

export interface RunOptions {
  readonly kernels: Kernels;
  readonly control: Control;
  /** What the matrix is, for the recipe and for error messages. */
  readonly inputs: Recipe['inputs'];
  /** Memory shared between methods on this matrix; without it every run computes its own. */
  readonly shared?: <T>(key: string, compute: () => Promise<T>) => Promise<T>;
}

/**
 * Runs a method on a matrix: checks parameters and requirements, runs it and wraps value and recipe.
 * The one way in, for the engine, the command line and the tests.
 *
 * @throws LocusError E_METHOD, E_PARAM, E_RANGE, E_SHAPE, E_TOO_FEW and the errors of the method; CancelledError
 */
export async function runMethod(
  id: string,
  x: Matrix,
  params: Readonly<Record<string, unknown>>,
  options: RunOptions,
): Promise<Result> {
  const start = performance.now();
  const { kernels, control, inputs } = options;
  throwIfCancelled(control);
  const { descriptor, run } = await loadMethod(id);
  const name = inputs[0]?.name ?? 'The data';
  const checked = checkParams(descriptor, params);
  checkShape(x, name);
  checkRequirements(descriptor, x);

  const notes: string[] = [];
  const outcome = await run(x, checked, {
    kernels,
    control,
    name,
    note: (text) => notes.push(text),
    shared: options.shared ?? ((_, compute) => compute()),
  });
  throwIfCancelled(control);
  const seed = checked['seed'];
  return {
    method: id,
    version: descriptor.version,
    output: descriptor.output,
    value: outcome.value,
    recipe: {
      method: id,
      version: descriptor.version,
      inputs,
      preprocessing: outcome.preprocessing,
      params: checked,
      ...(outcome.resolved && { resolved: outcome.resolved }),
      seed: descriptor.stochastic && typeof seed === 'number' ? seed : 'none, deterministic',
      backend: { id: kernels.backend, device: kernels.device, precision: kernels.precision },
      interval: outcome.interval ?? 'none: computed on all items, nothing is estimated',
      chance: outcome.chance ?? 'none: not a score',
      notes,
    },
    elapsed: performance.now() - start,
  };
}

function checkParams(
  { id, params: schema }: MethodDescriptor,
  params: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const unknown = Object.keys(params).filter((key) => !(key in schema.shape));
  const known = `Parameters of ${id}: ${Object.keys(schema.shape).join(', ') || 'none'}.`;
  if (unknown.length > 0)
    throw new LocusError({
      code: 'E_PARAM',
      message: `${id} has no parameter "${unknown.join('", "')}".`,
      hint: known,
    });
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LocusError({
    code: 'E_RANGE',
    message: `${id}: ${issue!.path.join('.')} ${domainWords(issue!)}.`,
    place: issue!.path.join('.'),
    hint: known,
  });
}

function checkShape(x: Matrix, name: string): void {
  if (x.cols >= 1 && x.data.length === x.rows * x.cols) return;
  throw new LocusError({
    code: 'E_SHAPE',
    message: `${name}: expected N x D numbers, found ${x.rows} x ${x.cols} with ${x.data.length} values.`,
    hint: 'Open a file that holds at least one column of numbers.',
  });
}

function checkRequirements(descriptor: MethodDescriptor, x: Matrix): void {
  const reason = descriptor.requires(x);
  if (reason === null) return;
  throw new LocusError({
    code: 'E_TOO_FEW',
    message: reason,
    hint: 'Choose another method, or open more items.',
  });
}
