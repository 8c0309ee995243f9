import { LocusError } from '../../base/errors.ts';
import { shown, sizeIn, type Config } from './config.ts';

/** What a description is made from. */
export interface Evidence {
  /** Of the configuration, with its folder where there is one. */
  readonly path: string;
  /** Of the configuration: what errors are about. */
  readonly file: string;
  readonly config: Config;
  /** Name of the file of the weights. */
  readonly weights: string;
  /** Shapes of the tensors in it. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Scale of the inputs that lies in a file by itself; null where there is none. */
  readonly inputScale: number | null;
}

/** Sizes by the names that the configuration gives them. */
export type Axis = readonly [name: string, size: number];

/** Something that is known by name only among some. */
export function unknown(
  { path, file }: Evidence,
  place: string,
  value: unknown,
  known: Iterable<string>,
  why = 'Locus does not know',
): LocusError {
  return new LocusError({
    code: 'E_FORMAT',
    message: `${path}: ${place} is ${shown(value)}, which ${why}.`,
    file,
    place,
    hint: `Known are ${[...known].join(', ')}. The file of the weights by itself can be opened as plain tensors.`,
  });
}

/** A size that the configuration has to give. @throws LocusError E_SHAPE */
export function sizeOf({ path, file }: Evidence, config: Config, place: string): number {
  const key = place.split('.').at(-1)!;
  const size = sizeIn(config, key);
  if (size !== null) return size;
  throw new LocusError({
    code: 'E_SHAPE',
    message: `${path}: ${place} is ${config.has(key) ? shown(config.get(key)) : 'missing'}; a number above 0 is wanted.`,
    file,
    place,
    hint: 'Get the configuration that belongs to these weights; the file of the weights by itself can be opened as plain tensors.',
  });
}

/** The first of the names that the weights hold. */
export const firstOf = ({ shapes }: Evidence, ...names: readonly string[]): string | null =>
  names.find((name) => shapes.has(name)) ?? null;

/**
 * A tensor that has to be there, with the axes that the configuration says.
 * @returns its name
 * @throws LocusError E_FORMAT, E_SHAPE
 */
export function tensor(evidence: Evidence, name: string, ...axes: readonly Axis[]): string {
  const { path, file, weights, shapes } = evidence;
  const shape = shapes.get(name);
  if (!shape) {
    const there = [...shapes.keys()].slice(0, 12).join(', ');
    throw new LocusError({
      code: 'E_FORMAT',
      message: `${path}: ${weights} has no ${name}, which this kind of autoencoder needs.`,
      file,
      place: name,
      hint: `It holds ${there || 'no tensors'}. Drop the weights that belong to this configuration, or the file of the weights by itself.`,
    });
  }
  if (shape.length === axes.length && axes.every(([, size], i) => shape[i] === size)) return name;
  const wanted = axes.map(([axis, size]) => `${axis} ${size}`).join(' x ');
  throw new LocusError({
    code: 'E_SHAPE',
    message: `${path} says ${wanted}, and ${name} in ${weights} is ${shape.join(' x ') || 'a single number'}.`,
    file,
    place: name,
    hint: 'The weights belong to another configuration. Drop the folder as the library wrote it.',
  });
}
