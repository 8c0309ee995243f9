import type { Components, PeerId } from '../contender.ts';
import { dataFile, load, type DataSet } from '../data.ts';
import { isolated, type Outcome } from '../isolated.ts';
import { attempt, count, type Part } from '../part.ts';
import { pythonWith, runPython } from '../python.ts';
import type { Line, Row } from '../table.ts';

/** PCA of matrices that behave like embeddings: the first three components, and the full spectrum. */
export const pca: Part = async function* (scale) {
  if (scale === 'full') {
    yield* components('random', 10_000, 3, 5, 1, ['druidjs', 'ml-matrix']);
    yield* components('random', 10_000, 768, 3, 6, ['ml-matrix']);
    yield* components('digits', 10_000, 3, 5, null, []);
  } else {
    yield* components('random', 10_000, 3, 3, 1, ['druidjs']);
    yield* components('random', 10_000, 768, 1, 6, []);
  }
};

/** Largest difference from scikit-learn's full decomposition in float64 that a goal allows, relative. */
const TOLERANCE = 1e-5;

async function* components(
  data: DataSet,
  rows: number,
  wanted: number,
  repeats: number,
  limit: number | null,
  peers: readonly PeerId[],
): AsyncGenerator<Row> {
  const task = { ability: 'components', count: wanted } as const;
  const ours = await isolated({ contender: 'locus', data, rows, repeats }, task);
  const { cols } = load(data, 1);
  const which = wanted === cols ? 'full spectrum' : `first ${wanted} components`;
  const what = `PCA, ${which} of ${data} ${count(rows)} x ${cols}`;
  yield {
    what: `${what}, ${ours.name}`,
    ours: ours.seconds,
    unit: 's',
    memory: { ours: ours.peak },
    ...(limit !== null && { goal: { text: `< ${limit} s`, met: ours.seconds < limit } }),
  };
  for (const contender of peers)
    // Once: they take long, and every run of theirs does the same.
    yield await attempt(`${what}; ${contender}`, async () => {
      const theirs = await isolated({ contender, data, rows }, task);
      return beside(what, ours, theirs, { memory: { ours: ours.peak, peer: theirs.peak } });
    });
  yield* besideScikit(what, ours, [dataFile(data), rows, wanted]);
}

type Found = Pick<Outcome<Components>, 'name' | 'seconds' | 'value'>;

function beside(
  what: string,
  ours: Found,
  theirs: Omit<Found, 'value'>,
  more: Pick<Line, 'memory'> = {},
): Row {
  return {
    what,
    ours: ours.seconds,
    unit: 's',
    peer: { name: theirs.name, value: theirs.seconds },
    ratio: theirs.seconds / ours.seconds,
    ...more,
  };
}

async function* besideScikit(
  what: string,
  ours: Found,
  args: readonly (string | number)[],
): AsyncGenerator<Row> {
  const python = pythonWith('sklearn');
  if (!python) {
    yield { what: `${what}; scikit-learn`, notHere: 'python3 with scikit-learn' };
    return;
  }
  const [theirs] = await runPython<{
    name: string;
    seconds: number;
    singularValues: number[];
    axes: number[];
  }>(python, 'pca.py', args);
  yield beside(what, ours, theirs!);
  const values = relativeDifference(ours.value.singularValues, theirs!.singularValues);
  yield accuracy('singular values of that, largest relative difference from float64', values);
  const axes = axesDifference(ours.value.axes, theirs!.axes, theirs!.axes.length / 3);
  yield accuracy('its first three axes, largest distance from float64', axes);
}

const accuracy = (what: string, difference: number): Row => ({
  what,
  ours: difference,
  unit: '',
  goal: { text: `<= ${TOLERANCE}`, met: difference <= TOLERANCE },
});

const relativeDifference = (ours: ArrayLike<number>, exact: readonly number[]): number =>
  Math.max(...exact.map((value, r) => Math.abs(ours[r]! - value) / value));

/** Largest Euclidean distance of two unit axes, taken up to their sign. */
function axesDifference(ours: Float64Array, exact: readonly number[], cols: number): number {
  return Math.max(
    ...[0, 1, 2].map((r) => {
      const [own, other] = [ours.subarray(r * cols, (r + 1) * cols), exact.slice(r * cols)];
      const distance = (sign: number): number =>
        Math.hypot(...own.map((value, d) => value - sign * other[d]!));
      return Math.min(distance(1), distance(-1));
    }),
  );
}
