import { z } from 'zod';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({
  components: z
    .int()
    .min(1)
    .max(4096)
    .default(3)
    .meta({ title: 'Components', description: 'How many axes, at most min(N, D).' }),
});

export type PcaParams = z.output<typeof params>;

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'pca',
  version: 1,
  title: 'PCA',
  question: 'Along which orthogonal directions do the items differ most?',
  citations: [
    'Pearson 1901, On lines and planes of closest fit to systems of points in space, doi:10.1080/14786440109462720',
    'Hotelling 1933, Analysis of a complex of statistical variables into principal components, doi:10.1037/h0071325',
  ],
  params,
  output: 'projection',
  stochastic: false,
  requires: ({ rows }) =>
    rows >= 2 ? null : `PCA needs at least 2 items; found ${rows}. Open a file with more rows.`,
  estimate: ({ rows, cols }, { components }) => {
    // Above 2,048 columns the products of the rows are formed in float64, on one thread.
    const dual = cols > 2048 && rows <= 2048;
    const square = Math.min(dual ? rows : cols, 2048);
    return {
      seconds:
        (rows * cols * square) / (dual ? 2e9 : 2e10) + (rows * cols * components) / 5e8 + 0.05,
      bytes: 8 * square ** 2 + 4 * rows * (components + (dual ? 2 : 1) * cols),
    };
  },
};
