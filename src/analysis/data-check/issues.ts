import { median } from '../../math/stats.ts';
import type { ReportIssue } from '../types.ts';
import type { Findings } from './findings.ts';

/** A dimension dominates when it carries more than this part of the mean cosine (METHODS C0). */
const DOMINANT_SHARE = 0.1;
/** Robust z of a column SD that stands out (METHODS C0). */
const SD_OUTLIER = 6;

/** What a person should act on, in words, worst first. Rows and columns count from 0, as in the files. */
export function findIssues(findings: Findings): ReportIssue[] {
  const issues = [
    ...nonFinite(findings),
    ...zeroRows(findings),
    ...constantColumns(findings),
    ...dominance(findings),
    ...duplicates(findings),
  ];
  return issues.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

const SEVERITIES: readonly ReportIssue['severity'][] = ['error', 'warning', 'note'];

function nonFinite({ nonFinite: { values, rows, first } }: Findings): ReportIssue[] {
  if (!first) return [];
  return [
    {
      severity: 'error',
      text: `${counted(values, 'value')} in ${counted(rows, 'row')} ${are(values)} not finite (first at row ${first[0]}, column ${first[1]}, counting from 0).`,
      hint: 'Remove or impute these rows: other methods refuse the matrix. They are left out of the numbers here.',
    },
  ];
}

function zeroRows({ zeroRows: zero, rows }: Findings): ReportIssue[] {
  if (zero.length === 0) return [];
  return [
    {
      severity: zero.length > 0.05 * rows ? 'error' : 'warning',
      text: `${counted(zero.length, 'row')} ${zero.length === 1 ? 'has' : 'have'} length zero (${list('row', zero)}).`,
      hint: 'They have no cosine and are left out of cosine methods; above 5 % of the rows use the Euclidean metric.',
    },
  ];
}

function duplicates({ duplicates: { count, first } }: Findings): ReportIssue[] {
  if (!first) return [];
  return [
    {
      severity: 'note',
      text: `${counted(count, 'row')} ${count === 1 ? 'is an exact copy' : 'are exact copies'} of an earlier row (first: row ${first[1]} equals row ${first[0]}, counting from 0).`,
      hint: 'Copies are each other’s nearest neighbours at distance 0; remove them if they are not meant.',
    },
  ];
}

function constantColumns({ constantColumns: columns, cols }: Findings): ReportIssue[] {
  if (columns.length === 0) return [];
  return [
    {
      severity: columns.length === cols ? 'error' : 'warning',
      text: `${counted(columns.length, 'column')} ${are(columns.length)} constant (${list('column', columns)}).`,
      hint: 'They carry no difference between items. Methods that divide by a column SD leave them out.',
    },
  ];
}

function dominance(findings: Findings): ReportIssue[] {
  const { dimensions } = findings;
  const issues: ReportIssue[] = [];
  const dominant = dominantColumns(findings);
  if (dominant.length > 0)
    issues.push({
      severity: 'warning',
      text: `${dominant.length === 1 ? '1 column carries' : `${dominant.length} columns each carry`} over ${(100 * dominantShare(findings)).toFixed(0)} % of the mean cosine ${dimensions.meanCosine.toFixed(3)} (${list('column', dominant)}).`,
      hint: 'A direction common to the items raises the mean cosine. Euclidean distances do not see it: they ignore a shift that all items share.',
    });
  const outliers = spreadOutliers(dimensions.sd);
  if (outliers.length > 0)
    issues.push({
      severity: 'warning',
      text: `${counted(outliers.length, 'column')} ${outliers.length === 1 ? 'has' : 'have'} a spread far from the others (${list('column', outliers)}).`,
      hint: 'Columns of a wide spread rule Euclidean distance and PCA, those of a narrow one hardly count. If their units differ, bring them to one scale before the file is written.',
    });
  return issues;
}

/**
 * Columns whose share exceeds a tenth of the mean cosine, and what chance gives: for unrelated directions a share
 * is (chi-square(1) - 1) / (N D), so that 20 / (N D) is out of reach.
 */
function dominantColumns({ dimensions, rowsUsed, cols }: Findings): number[] {
  const { cosineShare, meanCosine } = dimensions;
  const limit = dominantShare({ cols }) * Math.abs(meanCosine);
  return columnsWhere(cosineShare, (share) => share > limit && share > 20 / (rowsUsed * cols));
}

/** With a few columns a tenth each is their fair part; a dominant one has twice that. */
const dominantShare = ({ cols }: Pick<Findings, 'cols'>): number =>
  Math.max(DOMINANT_SHARE, 2 / cols);

function spreadOutliers(sd: Float64Array): number[] {
  const centre = median(sd);
  // 1.4826 MAD estimates the SD of Gaussian values.
  const scale = 1.4826 * median(sd.map((value) => Math.abs(value - centre)));
  if (!(scale > 0)) return [];
  return columnsWhere(sd, (value) => Math.abs(value - centre) / scale > SD_OUTLIER);
}

function columnsWhere(values: Float64Array, test: (value: number) => boolean): number[] {
  return Array.from(values.keys()).filter((d) => test(values[d]!));
}

/** "1 row", "2 rows". */
const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const are = (n: number): string => (n === 1 ? 'is' : 'are');

/** "columns 3, 7, 9 and 12 more, counting from 0". */
function list(noun: string, indices: readonly number[]): string {
  const shown = indices.slice(0, 3);
  const more = indices.length - shown.length;
  const plural = indices.length > 1 ? 's' : '';
  return `${noun}${plural} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}, counting from 0`;
}
