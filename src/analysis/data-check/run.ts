import type { Matrix } from '../../math/kernels.ts';
import { zeroRows } from '../../math/metric.ts';
import { createPace, type Pace } from '../../math/pace.ts';
import { mean, standardDeviation } from '../../math/stats.ts';
import type { ReportValue, Run } from '../types.ts';
import type { DataCheckParams } from './descriptor.ts';
import { describeDimensions } from './dimensions.ts';
import { exactDuplicates } from './duplicates.ts';
import type { Findings } from './findings.ts';
import { findIssues } from './issues.ts';
import { reportOf } from './report.ts';

export interface DataCheckValue extends ReportValue {
  readonly findings: Findings;
}

export const run: Run<DataCheckParams, DataCheckValue> = async (x, _, { control }) => {
  const pace = createPace(control, 'Data check');
  const { usable, norms, nonFinite } = await scanRows(x, pace);
  const kept = Float64Array.from(usable, (i) => norms[i]!);
  const zero = zeroRows(kept).map((position) => usable[position]!);
  const withoutDirection = Float64Array.from(norms);
  for (const i of zero) withoutDirection[i] = 0;
  const dimensions = await describeDimensions(x, usable, withoutDirection, pace);
  const constantColumns: number[] = [];
  dimensions.sd.forEach((sd, d) => {
    if (sd === 0 && usable.length > 1) constantColumns.push(d);
  });
  const findings: Findings = {
    rows: x.rows,
    cols: x.cols,
    nonFinite,
    zeroRows: zero,
    duplicates: await exactDuplicates(x, pace),
    constantColumns,
    rowsUsed: usable.length,
    norms: {
      mean: mean(kept),
      sd: standardDeviation(kept),
      cv: standardDeviation(kept) / mean(kept),
      values: kept,
    },
    dimensions,
  };
  return {
    value: { ...reportOf(findings), issues: findIssues(findings), findings },
    preprocessing: 'raw',
  };
};

/** Norm of every row in float64, and which rows are finite throughout. */
async function scanRows({ data, rows, cols }: Matrix, pace: Pace) {
  const norms = new Float64Array(rows);
  const usable: number[] = [];
  let values = 0;
  let first: readonly [number, number] | null = null;
  for (let i = 0; i < rows; i++) {
    let square = 0;
    let bad = 0;
    for (let d = 0; d < cols; d++) {
      const value = data[i * cols + d]!;
      if (!Number.isFinite(value)) {
        bad++;
        first ??= [i, d];
      }
      square += value * value;
    }
    norms[i] = Math.sqrt(square);
    if (bad === 0) usable.push(i);
    values += bad;
    if (pace.due()) await pace.rest(i, rows);
  }
  return { norms, usable, nonFinite: { values, rows: rows - usable.length, first } };
}
