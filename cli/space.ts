import { LocusError } from '../src/base/errors.ts';
import type { Space } from '../src/data/dataset.ts';
import type { Opened } from '../src/io/open.ts';
import { didYouMean } from './likely-name.ts';

/**
 * The matrix named, or the first.
 * @throws LocusError E_NO_SPACE, or what was wrong with the files
 */
export function chosenSpace(
  { spaces, problems }: Pick<Opened, 'spaces' | 'problems'>,
  name: string | undefined,
  files: readonly string[],
): Space {
  const chosen = name === undefined ? spaces[0] : spaces.find((space) => space.name === name);
  if (chosen) return chosen;
  const [problem] = problems;
  if (problem) throw new LocusError(problem);
  const meant =
    name === undefined
      ? ''
      : didYouMean(
          name,
          spaces.map((space) => space.name),
        );
  throw new LocusError({
    code: 'E_NO_SPACE',
    message: name === undefined ? 'No matrix was found.' : `There is no matrix "${name}".`,
    file: files.join(', '),
    hint: `${meant}locus inspect FILE shows what is in a file.`,
  });
}
