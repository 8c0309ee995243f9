import { Button } from 'react-aria-components/Button';
import { count } from '../recipe/chips.ts';
import { useDetails, useSession } from '../session/hooks.ts';
import './sample-list.css';

/** The real data sets that come with Locus; a click opens one. `compact` leaves the descriptions out. */
export function SampleList({ compact = false }: { readonly compact?: boolean }) {
  const { opening } = useSession();
  const samples = useDetails((details) => details.samples);
  const open = useDetails((details) => details.card?.id);
  return (
    <ul className="sample-list">
      {samples.map((sample) => (
        <li key={sample.id}>
          <Button
            className={compact ? 'sample sample--compact' : 'sample'}
            onPress={() => void opening.openSample(sample.id)}
            {...(open === sample.id && { 'aria-current': 'true' })}
          >
            <span className="sample__title">{sample.title}</span>
            <span className="sample__size">
              {count(sample.rows)} × {count(sample.cols)}
            </span>
            {!compact && <span className="sample__text">{sample.description}</span>}
          </Button>
        </li>
      ))}
    </ul>
  );
}
