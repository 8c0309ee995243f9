import { useLocus } from '../../../src/state/hooks.ts';
import { OpenAddressButton } from '../../address/OpenAddressButton.tsx';
import { ExportButton } from '../../export/ExportButton.tsx';
import { KeepSection } from '../../kept/KeepSection.tsx';
import { OpenFilesButton } from '../../layout/OpenFilesButton.tsx';
import { SampleList } from '../../layout/SampleList.tsx';
import { useDetails } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';
import { ColumnList } from './ColumnList.tsx';
import { JoinSection } from './JoinSection.tsx';
import { SampleInfo } from './SampleInfo.tsx';
import { SpaceList } from './SpaceList.tsx';

/** The left rail: what is open, what it is made of, and what else could be opened. */
export function DataPanel() {
  const dataset = useLocus((state) => state.dataset);
  const card = useDetails((details) => details.card);
  if (!dataset) return null;
  const joins = dataset.joins ?? (dataset.join ? [dataset.join] : []);
  const cautions = new Set(joins.map(({ caution }) => caution));
  const notes = dataset.notes.filter((note) => !cautions.has(note));
  return (
    <div className="rail" data-testid="data-panel">
      <Section title="Spaces">
        <SpaceList spaces={dataset.spaces} />
        <ExportButton what="space" />
      </Section>
      <Section title="Columns">
        <ColumnList columns={dataset.columns} />
      </Section>
      {joins.length > 0 && <JoinSection joins={joins} />}
      {notes.length > 0 && (
        <Section title="Notes">
          <ul className="section__list">
            {notes.map((note) => (
              <li key={note} className="section__text">
                {note}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {card && <SampleInfo card={card} />}
      {!card && <KeepSection />}
      <Section title="Open">
        <OpenFilesButton>Open files…</OpenFilesButton>
        <OpenAddressButton />
        <SampleList compact />
      </Section>
    </div>
  );
}
