import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changedValues, formFields, formValues } from './form-model.ts';

const schema = z.object({
  neighbours: z
    .int()
    .min(2)
    .max(200)
    .default(15)
    .meta({ title: 'Neighbours', description: 'How many' }),
  minDist: z.number().min(0).max(1).default(0.1),
  metric: z.enum(['cosine', 'euclidean']).default('cosine').meta({ title: 'Metric' }),
  centre: z.boolean().default(true),
  seed: z.int().default(0),
  dims: z.union([z.literal(2), z.literal(3)]).default(3),
});

describe('formFields', () => {
  it('reads kind, range, label and default of each property in schema order', () => {
    expect(formFields(schema, ['dims'])).toEqual([
      {
        key: 'neighbours',
        label: 'Neighbours',
        description: 'How many',
        kind: 'number',
        integer: true,
        initial: 15,
        min: 2,
        max: 200,
      },
      {
        key: 'minDist',
        label: 'minDist',
        description: '',
        kind: 'number',
        integer: false,
        initial: 0.1,
        min: 0,
        max: 1,
      },
      {
        key: 'metric',
        label: 'Metric',
        description: '',
        kind: 'choice',
        initial: 'cosine',
        options: ['cosine', 'euclidean'],
      },
      { key: 'centre', label: 'centre', description: '', kind: 'switch', initial: true },
      { key: 'seed', label: 'seed', description: '', kind: 'number', integer: true, initial: 0 },
    ]);
  });

  it('offers the other spaces where a property takes one', () => {
    const other = z.object({ onto: z.string().default('').meta({ kind: 'space' }) });
    expect(formFields(other)).toEqual([]);
    expect(formFields(other, [], ['layer 2'])).toMatchObject([
      { key: 'onto', kind: 'choice', initial: '', options: ['', 'layer 2'] },
    ]);
  });

  it('leaves out a property that no control fits', () => {
    const odd = z.object({ weights: z.array(z.number()).default([]), k: z.int().default(1) });
    expect(formFields(odd).map((field) => field.key)).toEqual(['k']);
  });
});

describe('formValues and changedValues', () => {
  const fields = formFields(schema, ['dims']);

  it('starts from what was chosen before', () => {
    expect(formValues(fields, { seed: 7, unknown: 1 })).toEqual({
      neighbours: 15,
      minDist: 0.1,
      metric: 'cosine',
      centre: true,
      seed: 7,
    });
  });

  it('keeps only differences from the defaults', () => {
    expect(changedValues(fields, formValues(fields, { seed: 7, metric: 'cosine' }))).toEqual({
      seed: 7,
    });
  });
});
