import type { ProjectionView, Result } from '../types.ts';
import type { PcaValue } from './run.ts';

export function view({ value }: Result<PcaValue>): ProjectionView {
  const { rows, dims, coordinates, axes, explainedVarianceRatio } = value;
  let shown = 0;
  const summary = Array.from(explainedVarianceRatio, (share, r) => {
    shown += share;
    return {
      label: `PC${r + 1}`,
      value: 100 * share,
      unit: '% of variance',
      note: `${(100 * shown).toFixed(1)} % so far`,
    };
  });
  return { kind: 'projection', rows, dims, coordinates, axes, summary };
}
