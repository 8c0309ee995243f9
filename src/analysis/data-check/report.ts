import { histogram } from '../../math/stats.ts';
import type { ReportLine, ReportTable, ReportValue } from '../types.ts';
import type { Findings } from './findings.ts';

/** P(|Z| > t) of a standard normal, for t = 1..4. */
const GAUSSIAN_TAIL = [0.3173, 0.0455, 0.0027, 6.3e-5];
const BINS = 30;
const LISTED_COLUMNS = 10;

/** The findings as lines, tables and histograms. */
export function reportOf(findings: Findings): Omit<ReportValue, 'issues'> {
  const { norms, dimensions } = findings;
  return {
    summary: summaryOf(findings),
    tables: [dominanceTable(findings), concentrationTable(findings)],
    histograms: [
      { title: 'Row norms', axis: 'norm (embedding units)', ...histogram(norms.values, BINS) },
      {
        title: 'Column spread',
        axis: 'SD (embedding units)',
        ...histogram(dimensions.sd.filter(Number.isFinite), BINS),
      },
    ],
  };
}

function summaryOf(findings: Findings): ReportLine[] {
  const { rows, cols, nonFinite, zeroRows, duplicates, constantColumns, norms, dimensions } =
    findings;
  return [
    { label: 'Items', value: rows },
    { label: 'Dimensions', value: cols },
    { label: 'Values not finite', value: nonFinite.values },
    { label: 'Zero rows', value: zeroRows.length },
    { label: 'Exact duplicates', value: duplicates.count },
    { label: 'Constant columns', value: constantColumns.length },
    { label: 'Mean norm', value: norms.mean, unit: 'embedding units' },
    {
      label: 'Norm variation (CV)',
      value: norms.cv,
      note: `independent Gaussian columns: ${(1 / Math.sqrt(2 * cols)).toFixed(4)}`,
    },
    {
      label: 'Mean cosine of all pairs',
      value: dimensions.meanCosine,
      note: 'random directions: 0',
    },
  ];
}

function dominanceTable({ dimensions, cols }: Findings): ReportTable {
  const { mean, sd, excessKurtosis, cosineShare } = dimensions;
  const order = Array.from({ length: cols }, (_, d) => d)
    .sort((a, b) => cosineShare[b]! - cosineShare[a]! || a - b)
    .slice(0, LISTED_COLUMNS);
  return {
    title: 'Dimensions by their part in the mean cosine',
    note: 'The parts of all dimensions add up to the mean cosine of all pairs.',
    columns: [
      { label: 'column (counting from 0)' },
      { label: 'part of the mean cosine' },
      { label: 'mean', unit: 'embedding units' },
      { label: 'SD', unit: 'embedding units' },
      { label: 'excess kurtosis' },
    ],
    rows: order.map((d) => [d, cosineShare[d]!, mean[d]!, sd[d]!, excessKurtosis[d]!]),
  };
}

function concentrationTable({ norms }: Findings): ReportTable {
  const beyond = (t: number): number =>
    norms.values.filter((norm) => Math.abs(norm - norms.mean) > t * norms.sd).length /
    norms.values.length;
  return {
    title: 'Concentration of the norms',
    note: 'Share of rows whose norm lies further from the mean than t standard deviations.',
    columns: [{ label: 't', unit: 'SD' }, { label: 'share of rows' }, { label: 'Gaussian' }],
    rows: GAUSSIAN_TAIL.map((gaussian, i) => [i + 1, beyond(i + 1), gaussian]),
  };
}
