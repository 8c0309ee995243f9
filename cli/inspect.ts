import { inspect } from '../src/io/inspect.ts';
import type { FileSurvey } from '../src/io/survey.ts';
import { parse, type Arguments } from './arguments.ts';
import { choose } from './choose.ts';
import { errorJson } from './error.ts';
import { diskSources } from './files.ts';
import { inspectText } from './inspect-text.ts';
import type { Inspected, Offer, OfferedFile } from './inspected.ts';

const NOTHING_READ = { matrices: [], ids: [], columns: [], join: null, notes: [] };

/** Lists what the files offer and reads what is chosen, with the readers of the page. */
export async function inspectFiles(
  given: Pick<Arguments, 'files' | 'list' | 'matrices' | 'rows' | 'dropRows'>,
): Promise<Inspected> {
  const sources = await diskSources(given.files);
  const { survey, options } = await choose(sources, given);
  const files = survey.files.map(offeredFile);
  if (given.list) return { files, ...NOTHING_READ, errors: survey.problems };
  return { files, ...(await inspect(sources, options)) };
}

function offeredFile({ matrices, ...file }: FileSurvey): OfferedFile {
  const offers = matrices?.map(({ cols, ...offer }) => ({ ...offer, columns: cols })) ?? null;
  const isProposed = ({ proposed }: Offer): boolean => proposed;
  return {
    ...file,
    offers: offers && [
      ...offers.filter(isProposed),
      ...offers.filter((offer) => !isProposed(offer)),
    ],
  };
}

/** As `--json` prints it. */
export const inspectJson = (found: Inspected): Record<string, unknown> => ({
  ...found,
  errors: found.errors.map(errorJson),
});

/** `locus inspect`: what the readers found. Status 2 when a file could not be used. */
export async function inspectCommand(args: readonly string[]): Promise<number> {
  const given = parse(args);
  const found = await inspectFiles(given);
  // Who names a matrix knows what there is.
  const shown = given.list ? 'all' : given.matrices.length > 0 ? 'none' : 'some';
  process.stdout.write(
    given.json ? `${JSON.stringify(inspectJson(found))}\n` : inspectText(found, shown),
  );
  return found.errors.length > 0 ? 2 : 0;
}
