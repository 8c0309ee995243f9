import { NO_CONTROL, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { RowSource } from '../base/row-source.ts';
import type { Kernels, Matrix, Moments } from './kernels.ts';
import { createPace } from './pace.ts';
import { eigenOfCovariance, fixSigns, type PrincipalAxes } from './principal-components.ts';

/** Fewest rows whose moments are worth the D x D sums they join. */
const LEAST_ROWS = 256;

const STAGE = 'Covariance';

/**
 * Means and covariance (divided by N) of rows that come in chunks, in one pass: the moments of each block, centred on its
 * own mean, join those so far by the update of Chan, Golub and LeVeque (1983, doi:10.1080/00031305.1983.10483115), so that a
 * mean that dominates costs no digits. Holds max(D, 256) rows or one chunk and two D x D matrices.
 *
 * @throws LocusError E_SHAPE, E_NONFINITE, E_TOO_FEW; CancelledError and what the source throws
 */
export async function streamedMoments(
  source: RowSource,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<Moments> {
  const { rows, cols } = source;
  const { progress, ...quiet } = control;
  const mean = new Float64Array(cols);
  const covariance = new Float64Array(cols * cols);
  const pace = createPace(quiet, STAGE);
  let seen = 0;
  for await (const block of blocks(source, Math.max(cols, LEAST_ROWS))) {
    const part = await kernels.covariance(block, quiet);
    requireFinite(part, seen, block.rows);
    const total = seen + block.rows;
    const share = block.rows / total;
    const between = (seen / total) * share;
    const shift = part.mean.map((value, c) => value - mean[c]!);
    for (let a = 0; a < cols; a++) {
      for (let b = 0; b < cols; b++) {
        const at = a * cols + b;
        const within = (1 - share) * covariance[at]! + share * part.covariance[at]!;
        covariance[at] = within + between * shift[a]! * shift[b]!;
      }
      if (pace.due()) await pace.rest(seen, rows);
    }
    for (let c = 0; c < cols; c++) mean[c]! += share * shift[c]!;
    seen = total;
    progress?.({ stage: STAGE, done: seen, total: rows });
  }
  if (seen === 0)
    throw new LocusError({
      code: 'E_TOO_FEW',
      message: 'A covariance needs at least one row; none came.',
      hint: 'Open a file that has rows.',
    });
  return { mean, covariance };
}

/**
 * Leading principal axes of rows that come in chunks (one pass). Their scores are `streamedScores`.
 * @param count 1 .. min(N, D)
 */
export async function streamedAxes(
  source: RowSource,
  count: number,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<PrincipalAxes> {
  const { mean, covariance } = await streamedMoments(source, kernels, control);
  const solved = await eigenOfCovariance(covariance, count, control);
  const { values, vectors: loadings, totalVariance, solution } = solved;
  fixSigns(loadings, source.cols);
  const variances = values.map((value) => Math.max(0, value));
  return { mean, variances, totalVariance, loadings, solution };
}

/** Scores of the rows along given axes, a block of rows at a time and in order: the second pass. */
export async function* streamedScores(
  source: RowSource,
  { mean, loadings }: Pick<PrincipalAxes, 'mean' | 'loadings'>,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): AsyncGenerator<Float32Array> {
  const { progress, ...quiet } = control;
  let seen = 0;
  for await (const block of blocks(source, LEAST_ROWS)) {
    yield await kernels.project(block, { mean, axes: loadings }, quiet);
    seen += block.rows;
    progress?.({ stage: 'Projecting', done: seen, total: source.rows });
  }
}

/** The chunks of a source, gathered to at least so many rows (all but the last). */
async function* blocks(source: RowSource, least: number): AsyncGenerator<Matrix> {
  const { rows, cols } = source;
  let waiting: Float32Array[] = [];
  let held = 0;
  let given = 0;
  const gathered = (): Matrix => {
    const data = new Float32Array(held * cols);
    let at = 0;
    for (const chunk of waiting) {
      data.set(chunk, at);
      at += chunk.length;
    }
    const block = { data, rows: held, cols };
    given += held;
    waiting = [];
    held = 0;
    return block;
  };
  for await (const chunk of source.chunks()) {
    if (chunk.length % cols !== 0)
      throw wrongShape(`a part of ${chunk.length} numbers came`, source);
    if (chunk.length === 0) continue;
    // A source may use the memory of a chunk again.
    waiting.push(chunk.slice());
    held += chunk.length / cols;
    if (held >= least) yield gathered();
  }
  if (held > 0) yield gathered();
  if (given !== rows) throw wrongShape(`${given} rows came`, source);
}

const wrongShape = (found: string, { rows, cols }: RowSource): LocusError =>
  new LocusError({
    code: 'E_SHAPE',
    message: `Expected ${rows} x ${cols} numbers in whole rows; ${found}.`,
    hint: 'The file may have changed while it was read. Open it again.',
  });

function requireFinite({ mean, covariance }: Moments, first: number, rows: number): void {
  if (mean.every(Number.isFinite) && covariance.every(Number.isFinite)) return;
  throw new LocusError({
    code: 'E_NONFINITE',
    message: `Rows ${first} to ${first + rows - 1} hold values that are not finite, or whose squares float32 cannot hold.`,
    place: `rows ${first} to ${first + rows - 1} (counting from 0)`,
    hint: 'Remove or impute these rows, or divide all values by a constant.',
  });
}
