import { useRef } from 'react';
import type { Dataset } from '../../../src/data/dataset.ts';
import type { Workspace } from '../../../src/state/workspace.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { NumberField } from '../../../src/ui/NumberField.tsx';
import { Select } from '../../../src/ui/Select.tsx';
import { useOnMap, whereOnMap } from '../../pane/on-map.ts';
import { useDetails } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';
import { NeighbourList } from './NeighbourList.tsx';
import './neighbours.css';

type Metric = Workspace['neighbours']['metric'];

const METRICS: readonly { value: Metric; label: string }[] = [
  { value: 'cosine', label: 'Cosine' },
  { value: 'correlation', label: 'Correlation' },
  { value: 'euclidean', label: 'Euclidean' },
  { value: 'sqeuclidean', label: 'Squared Euclidean' },
  { value: 'dot', label: 'Dot product' },
];

/** What the number beside each neighbour is, so that nobody has to guess which way is near. */
const VALUE: Readonly<Record<Metric, string>> = {
  cosine: 'cosine distance (1 − cos)',
  correlation: 'correlation distance (1 − r)',
  euclidean: 'Euclidean distance',
  sqeuclidean: 'squared Euclidean distance',
  dot: 'dot product (larger is nearer)',
};

/** The true nearest neighbours of the item, in the original space, with their distances. */
export function NeighbourSection({ dataset }: { readonly dataset: Dataset }) {
  const neighbours = useDetails((details) => details.neighbours);
  const { metric, k } = useLocus((state) => state.workspace.neighbours);
  const setNeighbours = useLocus((state) => state.setNeighbours);
  const onMap = useOnMap();
  const walking = useRef(false);
  const found = neighbours.status === 'ready' ? neighbours.value : null;
  return (
    <Section title="True neighbours">
      <div className="neighbours__controls">
        <Select
          label="Metric"
          options={METRICS}
          value={metric}
          onChange={(value) => setNeighbours({ metric: value })}
        />
        <NumberField
          label="Number of neighbours"
          value={k}
          min={1}
          max={Math.max(1, Math.min(200, dataset.ids.length - 1))}
          step={1}
          onChange={(value) => setNeighbours({ k: value })}
        />
      </div>
      {neighbours.status === 'waiting' && <p className="section__text">Searching…</p>}
      {found && found.indices.length === 0 && <Alone dataset={dataset} />}
      {found && found.indices.length > 0 && (
        <>
          <p className="neighbours__head">{VALUE[metric]}</p>
          <NeighbourList key={found.item} dataset={dataset} answer={found} walkingRef={walking} />
        </>
      )}
      {neighbours.status === 'failed' && (
        <p className="neighbours__error">
          {neighbours.error.message} {neighbours.error.hint}
        </p>
      )}
      <p className="section__text">
        Found in the original space, not on the map. {found && whereOnMap(onMap, found)}
      </p>
    </Section>
  );
}

/** Why an item has no neighbours. */
function Alone({ dataset }: { readonly dataset: Dataset }) {
  return (
    <p className="section__text" role="status">
      {dataset.ids.length < 2
        ? 'It has no neighbours: there is no other item.'
        : 'It has no neighbours under this metric: its vector has no direction (all zero, or for the correlation all equal), or no other has one. Choose the Euclidean metric.'}
    </p>
  );
}
