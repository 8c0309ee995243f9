import { useMemo, useState } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import {
  BUDGET_BYTES,
  proposedChoice,
  questionsOf,
  takenBy,
  type ImportChoice,
} from '../../src/io/proposal.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { bytesText } from '../layout/bytes.ts';
import { count } from '../recipe/chips.ts';
import { useDetails, useSession } from '../session/hooks.ts';
import type { ImportQuestion } from '../session/details.ts';
import { OfferTable } from './OfferTable.tsx';
import { RowChoiceFields } from './RowChoiceFields.tsx';
import './import-dialog.css';

/** Asks what to take of files that hold more than one would open without a question. */
export function ImportDialog() {
  const question = useDetails((details) => details.importing);
  const { opening } = useSession();
  return (
    <ModalOverlay
      className="dialog__overlay"
      isOpen={question !== null}
      onOpenChange={(open) => {
        if (!open) opening.closeQuestion();
      }}
      isDismissable
    >
      <Modal className="dialog__frame import__frame">
        <AriaDialog className="dialog">{question && <Import question={question} />}</AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Import({ question: { survey, joinable } }: { readonly question: ImportQuestion }) {
  const { opening } = useSession();
  const [choice, setChoice] = useState(() => proposedChoice(survey));
  const [as, setAs] = useState<'new' | 'spaces'>(joinable === null ? 'new' : 'spaces');
  const taken = useMemo(() => takenBy(survey.files, choice), [survey, choice]);
  const questions = questionsOf(survey);
  const bytes = taken.reduce((sum, one) => sum + one.bytes, 0);
  const tables = survey.files.filter(({ matrices }) => matrices === null);
  const others = new Set(taken.map(({ offer }) => offer.rows)).size > 1;
  const most = Math.max(0, ...taken.map(({ offer }) => offer.rows));
  const take = (file: string, names: readonly string[]): void =>
    setChoice((before) => ({ ...before, matrices: { ...before.matrices, [file]: names } }));
  const setRows = (rows: ImportChoice['rows']): void =>
    setChoice(({ matrices }) => ({ matrices, ...(rows && { rows }) }));
  return (
    <>
      <Heading slot="title" className="dialog__title">
        What to open
      </Heading>
      <div className="dialog__body import">
        {survey.files.map(({ file, matrices, format, bytes: size, companions }) =>
          matrices === null ? null : (
            <OfferTable
              key={file}
              file={file}
              about={[format, bytesText(size), ...companions].join(', ')}
              offers={matrices}
              chosen={choice.matrices[file] ?? []}
              onChange={(names) => take(file, names)}
            />
          ),
        )}
        {tables.length > 0 && (
          <p className="import__note">
            Read as well: {tables.map(({ file }) => file).join(', ')}. What a table holds shows when
            it is read.
          </p>
        )}
        {survey.images > 0 && (
          <p className="import__note">
            {survey.images === 1
              ? '1 image is matched with the items'
              : `${count(survey.images)} images are matched with the items`}{' '}
            when they are read.
          </p>
        )}
        {most > 0 && as === 'new' && (
          <RowChoiceFields rows={most} value={choice.rows} onChange={setRows} />
        )}
        {joinable !== null && (
          <Segmented
            label="Open as"
            options={[
              { value: 'spaces', label: `Further spaces of ${joinable}` },
              { value: 'new', label: 'New data' },
            ]}
            value={as}
            onChange={setAs}
          />
        )}
        {(questions.includes('rows') || as === 'spaces') && taken.length > 0 && !others && (
          <p className="import__note">
            Row i counts as the same item in all of these, unless they carry ids: then rows are
            matched by id.
          </p>
        )}
        {others && (
          <p className="import__warning" role="status">
            These have different numbers of rows and cannot be spaces over the same items. Those
            that differ from the first are left out.
          </p>
        )}
      </div>
      <div className="dialog__actions import__actions">
        <span role="status" className={bytes > BUDGET_BYTES ? 'import__warning' : 'import__sum'}>
          {summary(taken)}
        </span>
        <Button onPress={() => opening.closeQuestion()}>Cancel</Button>
        <Button
          variant="primary"
          autoFocus
          isDisabled={taken.length === 0 && tables.length === 0}
          onPress={() => void opening.import(choice, as)}
        >
          Open
        </Button>
      </div>
    </>
  );
}

/** "2 spaces, 128,256 × 4,096, 2.1 GB in memory". */
function summary(taken: ReturnType<typeof takenBy>): string {
  const [first] = taken;
  if (!first) return 'Nothing is chosen.';
  const bytes = taken.reduce((sum, one) => sum + one.bytes, 0);
  const spaces = taken.length === 1 ? '1 space' : `${taken.length} spaces`;
  const shapes = new Set(taken.map(({ rows, offer }) => `${count(rows)} × ${count(offer.cols)}`));
  const shape = shapes.size === 1 ? `, ${[...shapes][0]!}` : '';
  return `${spaces}${shape}, ${bytesText(bytes)} in memory`;
}
