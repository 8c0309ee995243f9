import type { ErrorDetails } from '../../src/base/errors.ts';
import { isRemote, type Given } from '../../src/workers/given.ts';
import { localNames, pathOf } from './local-files.ts';

/** What a file is told that is no vectors and no metadata: a README, a licence, a tokenizer. */
const OTHER_FILE = /^E_(FORMAT|EMPTY|JSON|LINE|RAGGED|QUOTE|VALUE|NO_VECTORS|SHAPE)$/;
/** Read as a table for want of anything better, its number of rows says nothing. */
const TABLE = /\.(csv|tsv|jsonl?|ndjson|parquet|arrow|feather)$/i;
const SHOWN = 5;

/**
 * Of a folder a person did not choose every file: those that hold nothing for Locus are told of together, not with a card
 * each. What is wrong with the others stays as it is.
 */
export function withFolderTogether(
  problems: readonly ErrorDetails[],
  files: readonly Given[],
): readonly ErrorDetails[] {
  const names = localNames(files);
  const inFolder = new Set(
    names.filter((_, i) => !isRemote(files[i]!) && pathOf(files[i]!) !== undefined),
  );
  const isOther = ({ code, file }: ErrorDetails): boolean =>
    file !== undefined &&
    inFolder.has(file) &&
    (OTHER_FILE.test(code) || (code === 'E_ROWS' && !TABLE.test(file)));
  const others = problems.filter(isOther);
  if (others.length < 2) return problems;
  const shown = others.slice(0, SHOWN).map(({ file }) => file!);
  const more = others.length - shown.length;
  const list = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
  return [
    ...problems.filter((problem) => !isOther(problem)),
    {
      code: 'E_FOLDER',
      message: `${others.length} files of the folder hold no vectors and no metadata of these items: ${list}.`,
      place: 'the folder',
      hint: 'Nothing is missing if they were not meant to be read. Drop one by itself to see what is wrong with it.',
    },
  ];
}
