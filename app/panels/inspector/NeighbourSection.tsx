import { useEffect } from 'react';
import { Button } from 'react-aria-components/Button';
import type { Dataset } from '../../../src/data/dataset.ts';
import type { Workspace } from '../../../src/state/workspace.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { NumberField } from '../../../src/ui/NumberField.tsx';
import { Select } from '../../../src/ui/Select.tsx';
import type { FocusNeighbours } from '../../session/details.ts';
import { useDetails, useSession } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';
import { distanceText } from './number-text.ts';
import { Thumbnail } from './Thumbnail.tsx';
import './neighbours.css';

type Metric = Workspace['neighbours']['metric'];

const METRICS: readonly { value: Metric; label: string }[] = [
  { value: 'cosine', label: 'Cosine' },
  { value: 'euclidean', label: 'Euclidean' },
  { value: 'dot', label: 'Dot product' },
];

/** The true nearest neighbours of the item, in the original space, with their distances. */
export function NeighbourSection({ dataset }: { readonly dataset: Dataset }) {
  const neighbours = useDetails((details) => details.neighbours);
  const { metric, k } = useLocus((state) => state.workspace.neighbours);
  const setNeighbours = useLocus((state) => state.setNeighbours);
  return (
    <Section title="True neighbours">
      <div className="neighbours__controls">
        <Select
          label="Metric"
          hideLabel
          options={METRICS}
          value={metric}
          onChange={(value) => setNeighbours({ metric: value })}
        />
        <NumberField
          label="Number of neighbours"
          hideLabel
          value={k}
          min={1}
          max={Math.max(1, Math.min(200, dataset.ids.length - 1))}
          step={1}
          onChange={(value) => setNeighbours({ k: value })}
        />
      </div>
      {neighbours.status === 'ready' && <Found dataset={dataset} answer={neighbours.value} />}
      {neighbours.status === 'failed' && (
        <p className="neighbours__error">
          {neighbours.error.message} {neighbours.error.hint}
        </p>
      )}
      <p className="section__text">
        Found in the original space, not on the map. Lines show where they lie on the map.
      </p>
    </Section>
  );
}

interface FoundProps {
  readonly dataset: Dataset;
  readonly answer: FocusNeighbours;
}

function Found({ dataset, answer }: FoundProps) {
  if (answer.indices.length > 0) return <List dataset={dataset} answer={answer} />;
  return (
    <p className="section__text" role="status">
      {dataset.ids.length < 2
        ? 'It has no neighbours: there is no other item.'
        : 'It has no neighbours under cosine: its vector is all zero and has no direction, or all others are. Choose the Euclidean metric.'}
    </p>
  );
}

function List({ dataset, answer }: FoundProps) {
  const setFocus = useLocus((state) => state.setFocus);
  const { details } = useSession();
  const pointAt = (item: number | null): void => details.setState({ pointedAt: item });
  useEffect(() => () => details.setState({ pointedAt: null }), [details]);
  const image = dataset.columns.find((column) => column.kind === 'image');
  return (
    <ol className="neighbours" data-testid="neighbours">
      {Array.from(answer.indices, (item, rank) => (
        <li key={item}>
          <Button
            className="neighbour"
            onPress={() => setFocus(item)}
            onHoverStart={() => pointAt(item)}
            onHoverEnd={() => pointAt(null)}
            onFocus={() => pointAt(item)}
            onBlur={() => pointAt(null)}
          >
            <span className="neighbour__rank">{rank + 1}</span>
            {image && <Thumbnail column={image} item={item} size={22} label="" />}
            <span className="neighbour__id">{dataset.ids[item]}</span>
            <span className="neighbour__distance">{distanceText(answer.distances[rank]!)}</span>
          </Button>
        </li>
      ))}
    </ol>
  );
}
