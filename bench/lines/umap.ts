import { load, dataFile } from '../data.ts';
import { isolated, type Outcome } from '../isolated.ts';
import { median } from '../measure.ts';
import { attempt, count, type Part } from '../part.ts';
import { pythonWith, runPython } from '../python.ts';
import { qualities, type Quality } from '../quality.ts';
import type { Row } from '../table.ts';

const K = 15;
const SEEDS = [0, 1, 2];

/** UMAP end to end on GloVe words: neighbours, graph, start and layout, each contender with its own defaults. */
export const umap: Part = async function* (scale) {
  if (scale === 'full') {
    yield* besidePeers(20_000, SEEDS, true);
    yield* smallPeers(5_000, 2_000);
    yield* large(100_000);
  } else {
    yield* besidePeers(4_000, SEEDS.slice(0, 1), false);
    yield* smallPeers(1_000, 1_000);
  }
};

type Laid = Pick<Outcome<Float32Array>, 'name' | 'value' | 'seconds' | 'peak'>;

/** Locus and embedding-atlas take turns, a fresh process each; then umap-learn where this machine has it. */
async function* besidePeers(
  rows: number,
  seeds: readonly number[],
  python: boolean,
): AsyncGenerator<Row> {
  const job = { data: 'words', rows } as const;
  const [ours, atlas]: [Laid[], Laid[]] = [[], []];
  for (const seed of seeds) {
    ours.push(await isolated({ ...job, contender: 'locus' }, { ability: 'umap', seed }));
    atlas.push(await isolated({ ...job, contender: 'embedding-atlas' }, { ability: 'umap', seed }));
  }
  const what = `UMAP of words ${count(rows)} x 100, end to end`;
  yield speed(what, ours, atlas, 3);
  const learn = python ? await umapLearn(rows, seeds) : null;
  if (learn) {
    yield speed(`${what}; peer seeded, one thread`, ours, learn.seeded, 1.5);
    yield speed(`${what}; peer unseeded, its own threads`, ours, learn.threaded, 1.5);
  } else if (python) yield { what: `${what}; umap-learn`, notHere: 'python3 with umap-learn' };

  const rivals = [atlas, ...(learn ? [learn.seeded] : [])];
  const layouts = [ours, ...rivals].flatMap((all) => all.map(({ value }) => value));
  const judged = qualities(load('words', rows), layouts, K, 2000);
  const mean = (group: number, field: keyof Quality): number =>
    seeds.reduce((sum, _, s) => sum + judged[group * seeds.length + s]![field], 0) / seeds.length;
  for (const [field, name] of [
    ['trustworthiness', 'trustworthiness'],
    ['overlap', 'neighbours kept'],
  ] as const)
    for (const [r, rival] of rivals.entries()) {
      const [own, other] = [mean(0, field), mean(r + 1, field)];
      const isLearn = rival === learn?.seeded;
      yield {
        what: `${name} of these layouts, k = ${K}, mean of ${seeds.length} seeds`,
        ours: own,
        unit: '',
        peer: { name: rival[0]!.name, value: other },
        ...(isLearn && { goal: { text: '>= peer - 0.01', met: own >= other - 0.01 } }),
      };
    }
}

/** Medians over the seeds. */
function speed(
  what: string,
  ours: readonly Laid[],
  theirs: readonly Laid[],
  times: number | null,
): Row {
  const middle = (all: readonly Laid[], field: 'seconds' | 'peak'): number =>
    median(all.map((laid) => laid[field]));
  const ratio = middle(theirs, 'seconds') / middle(ours, 'seconds');
  return {
    what,
    ours: middle(ours, 'seconds'),
    unit: 's',
    peer: { name: theirs[0]!.name, value: middle(theirs, 'seconds') },
    ratio,
    memory: { ours: middle(ours, 'peak'), peer: middle(theirs, 'peak') },
    ...(times !== null && { goal: { text: `>= ${times} x`, met: ratio >= times } }),
  };
}

interface PythonRun {
  readonly name: string;
  readonly threads: number;
  readonly seconds: number;
  readonly peak: number;
  /** float32, base64. */
  readonly layout: string;
}

async function umapLearn(
  rows: number,
  seeds: readonly number[],
): Promise<{ seeded: Laid[]; threaded: Laid[] } | null> {
  const python = pythonWith('umap');
  if (!python) return null;
  const args = [dataFile('words'), rows, ...seeds, -1];
  const runs = await runPython<PythonRun>(python, 'umap_learn.py', args);
  const laid = runs.map(({ layout, ...run }) => {
    const bytes = Uint8Array.from(Buffer.from(layout, 'base64'));
    return { ...run, value: new Float32Array(bytes.buffer) };
  });
  return { seeded: laid.slice(0, -1), threaded: laid.slice(-1) };
}

/** Peers in plain JavaScript, at sizes they can bear: druidjs holds several N x N matrices. */
async function* smallPeers(umapJsRows: number, druidRows: number): AsyncGenerator<Row> {
  for (const [contender, rows] of [
    ['umap-js', umapJsRows],
    ['druidjs', druidRows],
  ] as const) {
    const what = `UMAP of words ${count(rows)} x 100, end to end`;
    const task = { ability: 'umap', seed: 0 } as const;
    yield await attempt(`${what}; ${contender}`, async () => {
      const ours = await isolated({ contender: 'locus', data: 'words', rows }, task);
      const theirs = await isolated({ contender, data: 'words', rows }, task);
      return speed(what, [ours], [theirs], null);
    });
  }
}

/** One run at a size that takes a person's patience, with the layouts on the way. */
async function* large(rows: number): AsyncGenerator<Row> {
  const job = { contender: 'locus', data: 'words', rows } as const;
  const { seconds, frames, peak } = await isolated(job, { ability: 'umap', seed: 0 });
  yield {
    what: `UMAP of words ${count(rows)} x 100, end to end, ${frames} live frames`,
    ours: seconds,
    unit: 's',
    memory: { ours: peak },
    goal: { text: '< 90 s, with frames', met: seconds < 90 && frames > 0 },
  };
}
