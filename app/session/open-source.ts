import type { FileSurvey, Survey } from '../../src/io/survey-types.ts';
import { proposedChoice } from '../../src/io/proposal.ts';
import { isRemote } from '../../src/workers/given.ts';
import type { Given, OpenOptions } from '../../src/workers/protocol.ts';
import type { SampleCard } from '../samples/card.ts';
import { localNames, pathOf } from './local-files.ts';

/** Files and how they are opened: all that is needed to read them again. */
export interface Source {
  readonly files: readonly Given[];
  readonly options: OpenOptions;
  /** Of a sample; null for a person's own files. */
  readonly card: SampleCard | null;
}

/** The open files with metadata that came later. A file dropped once more takes the place of the one before. */
export function withMetadata(open: Source, files: readonly Given[], options: OpenOptions): Source {
  const newer = (file: Given): Given => files.find((one) => isSamePlace(one, file)) ?? file;
  const before = open.files.map(newer);
  const all = [...before, ...files.filter((file) => !before.includes(file))];
  return {
    ...open,
    files: all,
    options: {
      ...renamed(open.options, namesBetween(open.files, all, before)),
      ...(options.join && { join: options.join }),
    },
  };
}

/**
 * The open files with further vectors. How rows and columns are taken is a matter of those that are open. Of a file that is open
 * already, what is open stays and the rest is added.
 */
export function withSpaces(open: Source, more: Source, survey: Survey): Source {
  const own = more.files.map((file) => open.files.find((one) => isSameFile(one, file)) ?? file);
  const files = [...open.files, ...own.filter((file) => !open.files.includes(file))];
  const before = renamed(open.options, namesBetween(open.files, files));
  const names = namesBetween(more.files, files, own);
  const added = renamed(more.options, names).matrices ?? {};
  const proposed = renamed(proposedChoice(survey, Infinity), names).matrices ?? {};
  const again = new Set(localNames(files).slice(0, open.files.length));
  const matrices = Object.entries(added).map(([file, chosen]): [string, readonly string[]] => {
    const taken = before.matrices?.[file] ?? (again.has(file) ? proposed[file] : undefined);
    return [file, [...new Set([...(taken ?? []), ...chosen])]];
  });
  return {
    ...open,
    files,
    options: { ...before, matrices: { ...before.matrices, ...Object.fromEntries(matrices) } },
  };
}

/** Without some files, as if they had not been dropped. */
export function without(source: Source, left: ReadonlySet<Given>): Source {
  const files = source.files.filter((file) => !left.has(file));
  return { ...source, files, options: renamed(source.options, namesBetween(source.files, files)) };
}

/** Without files of which nothing is taken: as a rule they hold nothing but the matrices that were left. */
export function withoutLeft(source: Source, { files }: Survey): Source {
  const { matrices = {} } = source.options;
  const isLeft = ({ file, matrices: offers, companions, inside }: FileSurvey): boolean =>
    offers !== null &&
    Object.hasOwn(matrices, file) &&
    matrices[file]!.length === 0 &&
    // Its companions would be read as files of their own, and a table is joined.
    companions.length === 0 &&
    (inside ? inside.table === null : offers.length === 1);
  const left = new Set(files.filter(isLeft).map(({ file }) => file));
  const names = localNames(source.files);
  return without(source, new Set(source.files.filter((_, i) => left.has(names[i]!))));
}

/** Whether two are the same file as far as that can be told without reading them. */
export const isSameFile = (a: Given, b: Given): boolean =>
  isSamePlace(a, b) &&
  (isRemote(a) || isRemote(b) || (a.size === b.size && a.lastModified === b.lastModified));

function isSamePlace(a: Given, b: Given): boolean {
  if (isRemote(a) || isRemote(b)) return isRemote(a) && isRemote(b) && a.url === b.url;
  return a.name === b.name && pathOf(a) === pathOf(b);
}

/** The names of `before` in a list where they may have others; `as` says which file there stands for each. */
function namesBetween(
  before: readonly Given[],
  after: readonly Given[],
  as: readonly Given[] = before,
): ReadonlyMap<string, string> {
  const names = localNames(after);
  return new Map(
    localNames(before).flatMap((name, i): [string, string][] => {
      const at = after.indexOf(as[i]!);
      return at === -1 ? [] : [[name, names[at]!]];
    }),
  );
}

/** Options of files that got other names; what they say of files that are gone is gone. */
export function renamed<T extends Pick<OpenOptions, 'matrices' | 'rows'>>(
  options: T,
  names: ReadonlyMap<string, string>,
): T {
  const { matrices, rows } = options;
  return {
    ...options,
    ...(matrices && {
      matrices: Object.fromEntries(
        Object.entries(matrices).flatMap(([file, taken]) => {
          const name = names.get(file);
          return name === undefined ? [] : [[name, taken]];
        }),
      ),
    }),
    ...(rows?.kind === 'category' && {
      rows: { ...rows, file: names.get(rows.file) ?? rows.file },
    }),
  };
}
