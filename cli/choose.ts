import { LocusError } from '../src/base/errors.ts';
import type { OpenOptions } from '../src/io/open.ts';
import type { ByteSource } from '../src/io/source.ts';
import { survey, type FileSurvey, type Survey } from '../src/io/survey.ts';
import type { Arguments } from './arguments.ts';
import { didYouMean } from './likely-name.ts';

export interface Choice {
  /** What the files hold, by their headers. */
  readonly survey: Survey;
  readonly options: OpenOptions;
}

/**
 * What is read of the files: the matrices and rows that were named, else what the readers propose.
 * @throws LocusError E_PARAM when no file offers a matrix of that name
 */
export async function choose(
  sources: readonly ByteSource[],
  { matrices, rows, dropRows }: Pick<Arguments, 'matrices' | 'rows' | 'dropRows'>,
): Promise<Choice> {
  const found = await survey(sources, {});
  const options: OpenOptions = {
    ...(matrices.length > 0 && { matrices: chosenMatrices(found.files, matrices) }),
    ...(rows && { rows }),
    ...(dropRows && { nonFinite: 'drop-rows' }),
  };
  return { survey: found, options };
}

/** By file; one that offers none of the names keeps its proposal. */
function chosenMatrices(
  files: readonly FileSurvey[],
  names: readonly string[],
): Record<string, readonly string[]> {
  const offered = (file: FileSurvey): ReadonlySet<string> =>
    new Set(file.matrices?.map(({ name }) => name));
  const all = files.flatMap((file) => [...offered(file)]);
  for (const name of names) {
    if (files.some((file) => offered(file).has(name))) continue;
    throw new LocusError({
      code: 'E_PARAM',
      message: `No matrix of the files is called "${name}".`,
      file: files.map(({ file }) => file).join(', '),
      place: '--matrix',
      hint: `${didYouMean(name, all)}locus inspect FILE --list shows the names.`,
    });
  }
  const entries = files.map((file): [string, readonly string[]] => {
    const there = offered(file);
    return [file.file, names.filter((name) => there.has(name))];
  });
  return Object.fromEntries(entries.filter(([, chosen]) => chosen.length > 0));
}
