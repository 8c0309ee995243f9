import { useMemo, useState, type KeyboardEvent } from 'react';
import { bytesText } from '../../src/base/bytes.ts';
import {
  BUDGET_BYTES,
  proposedChoice,
  takenBy,
  type ImportChoice,
  type Taken,
} from '../../src/io/proposal.ts';
import type { Survey } from '../../src/workers/protocol.ts';
import { Button } from '../../src/ui/Button.tsx';
import { DialogTitle, ModalFrame } from '../../src/ui/ModalFrame.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { count } from '../recipe/chips.ts';
import { useDetails, useSession } from '../session/hooks.ts';
import type { ImportQuestion, OpenData } from '../session/details.ts';
import { ColumnChoiceFields } from './ColumnChoiceFields.tsx';
import { fittingProposal, fitsInto } from './fitting.ts';
import { offerGroups, withMatrix } from './offer-lines.ts';
import { Remarks } from './Remarks.tsx';
import { OfferTable } from './OfferTable.tsx';
import { RowChoiceFields } from './RowChoiceFields.tsx';
import { TableInside } from './TableInside.tsx';
import './import-dialog.css';

/** Asks what to take of files that hold more than one would open without a question. */
export function ImportDialog() {
  const question = useDetails((details) => details.importing);
  const { opening } = useSession();
  return (
    <ModalFrame
      isOpen={question !== null}
      onClose={() => opening.closeQuestion()}
      frameClass="import__frame"
      dialogClass="import__dialog"
    >
      {question && <Import question={question} />}
    </ModalFrame>
  );
}

function Import({ question: { survey, open: before } }: { readonly question: ImportQuestion }) {
  const { opening } = useSession();
  const [choice, setChoice] = useState(() => proposedChoice(fittingProposal(survey, before)));
  const [wanted, setWanted] = useState<'new' | 'spaces'>('spaces');
  const { files } = survey;
  const joinable = fitsInto(before, files, choice) ? before : null;
  const as = joinable === null ? 'new' : wanted;
  const taken = useMemo(() => {
    const all = takenAs(as === 'spaces' ? joinable : null, files, choice);
    return all.filter(({ offer }) => offer.rows === all[0]?.offer.rows);
  }, [as, joinable, files, choice]);
  const groups = useMemo(() => offerGroups(files, choice), [files, choice]);
  const tables = files.filter(({ inside }) => inside?.table);
  const unread = files.filter(({ matrices, inside }) => matrices === null && !inside);
  const most = Math.max(0, ...taken.map(({ offer }) => offer.rows));
  const widest = Math.max(0, ...taken.map(({ offer }) => offer.cols));
  const isEmpty = taken.length === 0 || taken.some(({ rows }) => rows === 0);
  const canOpen = !isEmpty || (taken.length === 0 && unread.length > 0);
  const open = (): void => void (canOpen && opening.import(choice, as));
  const setPart = (part: Partial<Record<'rows' | 'columns', unknown>>): void =>
    setChoice((before) => withoutUndefined({ ...before, ...part }));
  return (
    <>
      <DialogTitle>What to open</DialogTitle>
      <div className="dialog__body import" onKeyDown={(event) => isEnter(event) && open()}>
        {joinable !== null && (
          <Segmented
            label="Open as"
            options={[
              {
                value: 'spaces',
                label: `Further ${taken.length === 1 ? 'space' : 'spaces'} of ${shortName(joinable.name)}`,
              },
              { value: 'new', label: 'New data' },
            ]}
            value={as}
            onChange={setWanted}
          />
        )}
        {groups.map((group) => (
          <OfferTable
            key={group.title}
            group={group}
            onToggle={(line, isTaken) =>
              setChoice((before) => withMatrix(before, files, line, isTaken))
            }
          />
        ))}
        <Remarks survey={survey} taken={taken} choice={choice} as={as} open={before} />
        {tables.map((file) => (
          <TableInside key={file.file} file={file} />
        ))}
        {survey.images > 0 && (
          <p className="import__note">
            {survey.images === 1
              ? '1 image is matched with the items'
              : `${count(survey.images)} images are matched with the items`}{' '}
            when they are read.
          </p>
        )}
        {unread.length > 0 && (
          <p className="import__note">
            Read as well: {unread.map(({ file }) => file).join(', ')}. What{' '}
            {unread.length === 1 ? 'it holds' : 'they hold'} shows then.
          </p>
        )}
        {most > 0 && as === 'new' && (
          <RowChoiceFields
            rows={most}
            files={files}
            value={choice.rows}
            onChange={(rows) => setPart({ rows })}
          />
        )}
        {widest > 1 && as === 'new' && (
          <ColumnChoiceFields
            columns={widest}
            value={choice.columns}
            onChange={(columns) => setPart({ columns })}
          />
        )}
      </div>
      <div className="dialog__actions import__actions">
        <Summary taken={taken} />
        <Button onPress={() => opening.closeQuestion()}>Cancel</Button>
        <Button variant="primary" autoFocus isDisabled={!canOpen} onPress={open}>
          {before !== null && joinable === null && taken.length > 0 ? 'Open as new data' : 'Open'}
        </Button>
      </div>
    </>
  );
}

/** What is taken: of further spaces the rows and columns that the open data have. */
function takenAs(
  open: OpenData | null,
  files: Survey['files'],
  choice: ImportChoice,
): readonly Taken[] {
  if (!open) return takenBy(files, choice);
  const { rows, columns } = open;
  return takenBy(files, { matrices: choice.matrices, ...(columns && { columns }) }).map((one) => ({
    ...one,
    rows,
    bytes: 4 * rows * one.cols,
  }));
}

/** Enter opens wherever it has no meaning of its own. */
const isEnter = (event: KeyboardEvent<HTMLElement>): boolean =>
  event.key === 'Enter' &&
  event.target instanceof HTMLInputElement &&
  /^(checkbox|search)$/.test(event.target.type);

function withoutUndefined(choice: { [K in keyof ImportChoice]: unknown }): ImportChoice {
  const parts = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(parts) as unknown as ImportChoice;
}

/** Names come from files and can be long. */
const shortName = (name: string): string => (name.length > 32 ? `${name.slice(0, 31)}…` : name);

/** "2 spaces, 128,256 × 4,096, 2.1 GB in memory". */
function Summary({ taken }: { readonly taken: readonly Taken[] }) {
  const bytes = taken.reduce((sum, one) => sum + one.bytes, 0);
  const spaces = taken.length === 1 ? '1 space' : `${taken.length} spaces`;
  const shapes = new Set(taken.map(({ rows, cols }) => `${count(rows)} × ${count(cols)}`));
  const shape = shapes.size === 1 ? [[...shapes][0]!] : [];
  const over = bytes > BUDGET_BYTES ? ['more than is wise: take fewer rows'] : [];
  const text =
    taken.length === 0
      ? 'No matrix is chosen.'
      : [spaces, ...shape, `${bytesText(bytes)} in memory`, ...over].join(', ');
  return (
    <span role="status" className={over.length > 0 ? 'import__warning' : 'import__sum'}>
      {text}
    </span>
  );
}
