import { useMemo } from 'react';
import { viewOf } from '../../../src/analysis/descriptors.ts';
import type { Result } from '../../../src/analysis/types.ts';
import { useDetails } from '../../session/hooks.ts';
import { Section } from '../Section.tsx';
import { Report } from './Report.tsx';

/** What the data check found in the space on screen: norms, duplicates, dead and dominant columns. */
export function DataCheckSection() {
  const check = useDetails((details) => details.dataCheck);
  if (check.status === 'none') return null;
  return (
    <Section title="Data check">
      {check.status === 'waiting' && <p className="section__text">Checking…</p>}
      {check.status === 'failed' && (
        <p className="section__text">
          {check.error.message} {check.error.hint}
        </p>
      )}
      {check.status === 'ready' && <Checked result={check.value} />}
    </Section>
  );
}

function Checked({ result }: { readonly result: Result }) {
  const view = useMemo(() => viewOf(result), [result]);
  return view.kind === 'report' ? <Report report={view} /> : null;
}
