import { questionsOf, type ImportChoice, type Taken } from '../../src/io/proposal.ts';
import type { Survey } from '../../src/workers/protocol.ts';
import { count } from '../recipe/chips.ts';
import type { OpenData } from '../session/details.ts';
import { misfits, nameOf } from './fitting.ts';

/** What a person should know before opening. */
export function Remarks({
  survey,
  taken,
  choice,
  as,
  open,
}: {
  readonly survey: Survey;
  readonly taken: readonly Taken[];
  readonly choice: ImportChoice;
  readonly as: 'new' | 'spaces';
  /** What is open now. */
  readonly open: OpenData | null;
}) {
  const { files, problems } = survey;
  const [first] = taken;
  const several = new Set(taken.map(({ file }) => file)).size > 1;
  const byRow = as === 'spaces' || (several && questionsOf(survey).includes('rows'));
  const left = first ? misfits(files, choice, first) : [];
  return (
    <>
      {first && open && first.offer.rows !== open.rowsOf && (
        <p className="import__warning" role="status">
          {nameOf(files, first)} has {rowsText(first.offer.rows)}, {open.name} has{' '}
          {count(open.rowsOf)}: it can only be opened as new data, in place of {open.name}.
        </p>
      )}
      {byRow && left.length === 0 && (
        <p className="import__note">
          Rows are matched by id where the files hold ids; otherwise row i is the same item in all
          of them.
        </p>
      )}
      {first && left.length > 0 && (
        <p className="import__warning" role="status">
          Spaces share their items, so all need {rowsText(first.offer.rows)} as{' '}
          {nameOf(files, first)} has. Left out: {listOf(left)}. Tick another to take it instead.
        </p>
      )}
      {problems.length > 0 && (
        <ul className="import__problems" aria-label="Files that cannot be read">
          {problems.slice(0, SHOWN).map(({ file, message }, i) => (
            <li key={i} className="import__warning">
              {file !== undefined && !message.startsWith(`${file}:`) && <strong>{file}: </strong>}
              {message}
            </li>
          ))}
          {problems.length > SHOWN && (
            <li className="import__note">{count(problems.length - SHOWN)} more.</li>
          )}
        </ul>
      )}
    </>
  );
}

/** So many of the files that cannot be read are named. */
const SHOWN = 5;

const rowsText = (rows: number): string => (rows === 1 ? '1 row' : `${count(rows)} rows`);

const listOf = (names: readonly string[]): string =>
  names.length > 4
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.join(', ');
