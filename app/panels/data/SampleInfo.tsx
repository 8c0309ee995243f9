import type { SampleCard } from '../../samples/card.ts';
import { Section } from '../Section.tsx';
import './sample-info.css';

/** Where a sample comes from, under which licences, and how it was made. */
export function SampleInfo({ card }: { readonly card: SampleCard }) {
  return (
    <Section title="About this sample">
      <p className="section__text">{card.description}</p>
      <details className="sample-info">
        <summary>Licences and sources</summary>
        <ul>
          {card.licences.map((licence) => (
            <li key={licence.of}>
              {licence.of}:{' '}
              <a href={licence.url} target="_blank" rel="noreferrer">
                {licence.name}
              </a>
            </li>
          ))}
          {card.sources.map((source) => (
            <li key={source.name}>
              <a href={source.url} target="_blank" rel="noreferrer">
                {source.name} {source.version}
              </a>
              : {source.holds}
            </li>
          ))}
        </ul>
      </details>
      <details className="sample-info">
        <summary>How it was made</summary>
        <ol>
          {card.recipe.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </details>
    </Section>
  );
}
