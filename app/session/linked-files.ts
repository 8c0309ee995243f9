import { isRemote } from '../../src/workers/given.ts';
import type { Given, OpenOptions, Survey } from '../../src/workers/protocol.ts';
import type { FilesReference } from '../../src/state/data-reference.ts';
import { addressOf } from '../address/remote-sources.ts';
import { isImage, isImageSet } from './file-reference.ts';
import { localNames, ordered } from './local-files.ts';
import { renamed } from './open-source.ts';

/** Files that were dropped where a link names some. */
export interface LinkedFiles {
  /** In the order of the link: the first file gives the items their order. */
  readonly files: readonly Given[];
  /** How the link says that they were opened, under the names that they have now. */
  readonly options: OpenOptions;
  /** Whether each is a file of the link by its size too, or its address. */
  readonly isCertain: boolean;
  /** Whether the first file of the link is among them: it holds vectors. */
  readonly hasVectors: boolean;
}

type Named = FilesReference['files'][number];
interface Candidate {
  readonly file: Given;
  readonly name: string;
}

/** What makes a dropped file one that the link names, the surest first. */
const SIGNS: readonly ((named: Named, candidate: Candidate) => boolean)[] = [
  (named, { file }) => 'url' in named && named.url === addressOf(file),
  (named, { file, name }) => named.name === name && hasSize(named, file),
  (named, { file }) => plainName(named.name) === file.name && hasSize(named, file),
  (named, { name }) => named.name === name,
  (named, { file }) => hasSize(named, file),
];

/**
 * Which of the dropped files are those that a link names, however they are called now; null when none is. The only file dropped
 * where the link names a single one is taken for it.
 */
export function linkedFiles(
  reference: FilesReference,
  given: readonly Given[],
): LinkedFiles | null {
  const dropped = ordered(given);
  const names = localNames(dropped);
  const candidates = dropped.map((file, i) => ({ file, name: names[i]! }));
  const named = reference.files.filter((one) => !isImageSet(one.name));
  const found = match(named, candidates);
  if (found.size === 0) return null;
  const matched = named.flatMap((one) => found.get(one)?.file ?? []);
  const files = [...matched, ...dropped.filter((file) => !matched.includes(file))];
  const namesNow = localNames(files);
  const nameOf = new Map(
    [...found].map(([one, { file }]) => [one.name, namesNow[files.indexOf(file)]!]),
  );
  const certain = new Set(
    [...found].filter(([one, { file }]) => isSure(one, file)).map(([, { file }]) => file),
  );
  return {
    files,
    options: optionsOf(reference, nameOf),
    hasVectors: found.has(named[0]!),
    isCertain: dropped.every((file) => certain.has(file) || isImage(file.name)),
  };
}

/** Whether the dropped files hold the matrices that a link names. */
export const hasMatrices = ({ files }: Survey, { matrices = {} }: OpenOptions): boolean =>
  Object.entries(matrices).every(([name, taken]) => {
    const offers = files.find(({ file }) => file === name)?.matrices ?? [];
    return taken.every((matrix) => offers.some((offer) => offer.name === matrix));
  });

function match(
  named: readonly Named[],
  candidates: readonly Candidate[],
): ReadonlyMap<Named, Candidate> {
  const found = new Map<Named, Candidate>();
  const free = new Set(candidates);
  const take = (one: Named, candidate: Candidate): void => {
    found.set(one, candidate);
    free.delete(candidate);
  };
  for (const sign of SIGNS) {
    for (const one of named.filter((other) => !found.has(other))) {
      const fitting = [...free].filter((candidate) => sign(one, candidate));
      if (fitting.length === 1) take(one, fitting[0]!);
    }
  }
  const [only, ...others] = [...free].filter(({ file }) => !isImage(file.name));
  if (named.length === 1 && found.size === 0 && only && others.length === 0) take(named[0]!, only);
  return found;
}

const isSure = (named: Named, file: Given): boolean =>
  hasSize(named, file) || SIGNS[0]!(named, { file, name: file.name });

const hasSize = ({ bytes }: Named, file: Given): boolean => !isRemote(file) && file.size === bytes;

/** Without folders and the number of a namesake: "run/emb (2).npy" was called "emb.npy". */
const plainName = (name: string): string =>
  name.slice(name.lastIndexOf('/') + 1).replace(/ \(\d+\)(\.[^.]*)?$/, '$1');

function optionsOf(reference: FilesReference, names: ReadonlyMap<string, string>): OpenOptions {
  const { join, dropRows, matrices, rows, columns } = reference;
  return renamed(
    {
      ...(join && { join }),
      ...(dropRows && { nonFinite: 'drop-rows' as const }),
      ...(matrices && { matrices }),
      ...(rows && { rows }),
      ...(columns && { columns }),
    },
    names,
  );
}
