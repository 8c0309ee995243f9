import { throwIfCancelled, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import { domainWords } from './domain.ts';
import { loadMethod } from './methods.ts';
import { drawnFrom, drawSample, spreadFrames, spreadValue } from './sampled.ts';
import { countStages } from './stages.ts';
import type { MethodDescriptor, OtherSpace, Recipe, RecipeInput, Result, Sample } from './types.ts';

export interface RunOptions {
  readonly kernels: Kernels;
  readonly control: Control;
  /** What the matrix is, for the recipe and for error messages. */
  readonly inputs: Recipe['inputs'];
  /** See `RunContext`. */
  readonly start?: Float32Array;
  /** Memory shared between methods on this matrix; without it every run computes its own. */
  readonly shared?: <T>(key: string, compute: () => Promise<T>) => Promise<T>;
  /** The other spaces that are loaded, by key or name. */
  readonly space?: (name: string) => Promise<OtherSpace | null>;
  /** Runs on these rows only; the result has a place for all. */
  readonly sample?: Sample;
}

/**
 * Runs a method on a matrix, or on a sample of its rows: checks parameters and requirements, runs it and wraps value and
 * recipe. The one way in, for the engine, the command line and the tests.
 *
 * @throws LocusError E_METHOD, E_PARAM, E_RANGE, E_SHAPE, E_TOO_FEW and the errors of the method; CancelledError
 */
export async function runMethod(
  id: string,
  x: Matrix,
  params: Readonly<Record<string, unknown>>,
  { sample, ...options }: RunOptions,
): Promise<Result> {
  const start = performance.now();
  const { control, inputs, shared } = options;
  throwIfCancelled(control);
  checkShape(x, inputs[0]?.name ?? 'The data');
  if (!sample || sample.rows === x.rows) return runWhole(id, x, params, options);
  const { x: drawn, rows } = await drawSample(x, sample, control);
  const { rows: n, seed } = sample;
  const result = await runWhole(id, drawn, params, {
    ...options,
    control: spreadFrames(control, rows, x.rows),
    ...(options.start && { start: drawnFrom(options.start, rows, x.rows) }),
    inputs: inputs.map((input) => ({ ...input, n, sample: { of: x.rows, seed } })),
    ...(shared && {
      shared: (key, compute) => shared(`${key}, sample of ${n} by seed ${seed}`, compute),
    }),
  });
  const note = `A sample of ${n} of ${x.rows} rows was taken (seed ${seed}); the others have no place in the result.`;
  return {
    ...result,
    value: spreadValue(result.value, result.output, rows, x.rows),
    recipe: { ...result.recipe, notes: [note, ...result.recipe.notes] },
    elapsed: performance.now() - start,
  };
}

async function runWhole(
  id: string,
  x: Matrix,
  params: Readonly<Record<string, unknown>>,
  options: Omit<RunOptions, 'sample'>,
): Promise<Result> {
  const start = performance.now();
  const { kernels, control, inputs } = options;
  const { descriptor, run } = await loadMethod(id);
  const checked = checkParams(descriptor, params);
  checkRequirements(descriptor, x);

  const notes: string[] = [];
  const others: RecipeInput[] = [];
  const outcome = await run(x, checked, {
    kernels,
    control: countStages(control, descriptor),
    name: nameOf(inputs[0]),
    ...(options.start && { start: options.start }),
    note: (text) => notes.push(text),
    shared: options.shared ?? ((_, compute) => compute()),
    async space(other) {
      const found = (await options.space?.(other)) ?? null;
      if (found) others.push(found.input);
      return found;
    },
  });
  throwIfCancelled(control);
  const seed = descriptor.stochastic && !outcome.deterministic ? checked['seed'] : null;
  return {
    method: id,
    version: descriptor.version,
    output: descriptor.output,
    value: outcome.value,
    recipe: {
      method: id,
      version: descriptor.version,
      inputs: [...inputs, ...others],
      preprocessing: outcome.preprocessing,
      params: checked,
      ...(outcome.resolved && { resolved: outcome.resolved }),
      seed: typeof seed === 'number' ? seed : 'none, deterministic',
      backend: { id: kernels.backend, device: kernels.device, precision: kernels.precision },
      interval: outcome.interval ?? 'none: computed on all items, nothing is estimated',
      chance: outcome.chance ?? 'none: not a score',
      notes,
    },
    elapsed: performance.now() - start,
  };
}

/** As error messages call it: rows of a sample are numbered within the sample. */
function nameOf(input: RecipeInput | undefined): string {
  if (!input) return 'The data';
  return input.sample ? `${input.name} (sample of ${input.n} rows)` : input.name;
}

/** The parameters with defaults. @throws LocusError E_PARAM, E_RANGE */
export function checkParams(
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
