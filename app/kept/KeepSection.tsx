import { useState } from 'react';
import { bytesText } from '../../src/base/bytes.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Progress } from '../../src/ui/Progress.tsx';
import { Section } from '../panels/Section.tsx';
import { useKept, useSession } from '../session/hooks.ts';
import type { KeptItem } from './folders.ts';
import { isOf } from './kept.ts';
import { filesBeside } from './same-data.ts';
import './recent-data.css';

/** Keeps the open data in this browser, when the person asks for it. */
export function KeepSection() {
  const { kept } = useSession();
  const data = useLocus((state) => state.workspace.data);
  const items = useKept((state) => state.items);
  const unavailable = useKept((state) => state.unavailable);
  const copying = useKept((state) => state.copying);
  const grownFrom = useKept((state) => state.grownFrom);
  const item = items?.find((one) => isOf(data, one));
  if (copying) {
    const { stage, done, total } = copying;
    return (
      <Section title="This browser">
        <p className="section__text" role="status">
          {stage}, {bytesText(done)} of {bytesText(total)}
        </p>
        <Progress label="Copying" value={total > 0 ? done / total : undefined} />
        <Button onPress={() => kept.cancel()}>Cancel</Button>
      </Section>
    );
  }
  const part = items?.find(({ id }) => id === grownFrom)?.entry;
  const added = part && data ? filesBeside(part.reference, data) : [];
  if (item) return <IsKept key={item.id} item={item} />;
  return (
    <Section title="This browser">
      <Button
        isDisabled={items === null || unavailable !== null || data === null}
        onPress={() => void kept.keep()}
      >
        {part && added.length > 0 ? `Also keep ${filesText(added)}` : 'Keep in this browser'}
      </Button>
      <p className="section__text">
        {unavailable ??
          (part && added.length > 0
            ? `Kept so far: ${part.name} without ${filesText(added)}. A copy of all takes the place of that one.`
            : 'Copies the files into the storage of this browser, so that a reload brings them back. Nothing is uploaded.')}
      </p>
    </Section>
  );
}

/** "labels.csv", "3 files". */
const filesText = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `${names.length} files`;

/** The copy of what is open, and how to delete it: after a second question, for it may be all there is to read again. */
function IsKept({ item }: { readonly item: KeptItem }) {
  const { kept } = useSession();
  const [isSure, setSure] = useState(false);
  return (
    <Section title="This browser" aside={<span>{bytesText(item.bytes)}</span>}>
      <p className="section__text" role="status">
        {isSure
          ? 'Delete this copy? What is open stays until it has to be read again: that needs the files.'
          : 'Kept in this browser: comes back after a reload.'}
      </p>
      {isSure ? (
        <div className="keep__sure">
          <Button autoFocus onPress={() => setSure(false)}>
            Keep
          </Button>
          <Button variant="primary" onPress={() => void kept.remove([item])}>
            Delete copy
          </Button>
        </div>
      ) : (
        <Button onPress={() => setSure(true)}>Keep no longer…</Button>
      )}
    </Section>
  );
}
