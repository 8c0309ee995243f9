import { z } from 'zod';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({});

export type DataCheckParams = z.output<typeof params>;

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'data-check',
  version: 1,
  title: 'Data check',
  question: 'Is this matrix fit for analysis, and do a few dimensions or rows dominate it?',
  citations: [
    'Timkey and van Schijndel 2021, All bark and no bite: rogue dimensions in transformer language models obscure representational quality, arXiv:2109.04404',
  ],
  params,
  output: 'report',
  stochastic: false,
  stages: [{ name: 'Data check', share: 1 }],
  requires: ({ rows }) =>
    rows >= 1 ? null : 'The data check needs at least 1 item; found 0. Open a file with rows.',
  estimate: ({ rows, cols }) => ({
    seconds: (rows * cols) / 3e7,
    bytes: 8 * (5 * cols + 3 * rows),
  }),
};
