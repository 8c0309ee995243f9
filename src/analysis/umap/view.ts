import type { ProjectionView, Result } from '../types.ts';
import type { UmapValue } from './run.ts';

export function view({ value }: Result<UmapValue>): ProjectionView {
  const { rows, dims, coordinates, axes, epochs, edges, a, b } = value;
  return {
    kind: 'projection',
    rows,
    dims,
    coordinates,
    axes,
    summary: [
      { label: 'Epochs', value: epochs },
      { label: 'Graph edges', value: edges },
      {
        label: 'Curve',
        value: `a = ${a.toPrecision(4)}, b = ${b.toPrecision(4)}`,
        note: 'membership 1 / (1 + a r^(2b))',
      },
    ],
  };
}
