import type { ReportView, Result } from '../types.ts';
import type { DataCheckValue } from './run.ts';

export function view({ value }: Result<DataCheckValue>): ReportView {
  const { summary, tables, histograms, issues } = value;
  return { kind: 'report', summary, tables, histograms, issues };
}
