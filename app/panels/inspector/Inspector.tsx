import { useLocus } from '../../../src/state/hooks.ts';
import { Section } from '../Section.tsx';
import { DataCheckSection } from './DataCheckSection.tsx';
import { ItemSection } from './ItemSection.tsx';
import { NeighbourSection } from './NeighbourSection.tsx';
import { SelectionSection } from './SelectionSection.tsx';

/** The right rail: the item looked at, its true neighbours, the selection, and the check of the data. */
export function Inspector() {
  const dataset = useLocus((state) => state.dataset);
  const focus = useLocus((state) => state.workspace.focus);
  if (!dataset) return null;
  return (
    <div className="rail" data-testid="inspector-panel">
      {focus === null ? (
        <Section title="Item">
          <p className="section__text">
            Click a point to see what it is and its nearest neighbours in the original space.
          </p>
        </Section>
      ) : (
        <>
          <ItemSection dataset={dataset} item={focus} />
          <NeighbourSection dataset={dataset} />
        </>
      )}
      <SelectionSection dataset={dataset} />
      <DataCheckSection />
    </div>
  );
}
