import { median } from '../measure.ts';
import {
  atRest,
  mainThreadTasks,
  reads,
  serve,
  visitWithQuestion,
  type Act,
  type Answered,
} from '../page.ts';
import { reading } from '../reading.ts';
import { readingFile, type ReadingFile } from '../reading-files.ts';
import { attempt, type Part } from '../part.ts';
import type { Line, Row } from '../table.ts';

/** Of every tenth row of `tenth`: 34,953 x 768 float32. */
const STEP = 10;
const TAKEN_BYTES = 4 * 34_953 * 768;

interface Table {
  readonly kind: ReadingFile;
  readonly what: string;
  /** Seconds. */
  readonly goal: number;
}

const TABLES: readonly Table[] = [
  { kind: 'csv', what: '100,000 x 100 csv', goal: 4 },
  { kind: 'npy', what: '100,000 x 768 float32 npy', goal: 1.5 },
  { kind: 'parquet', what: '100,000 x 384 parquet (list<float>, snappy)', goal: 4 },
];

/**
 * What a person waits for until a file is read: in a process that does nothing else, from a cold start, and in the page,
 * from the choice of the file to the data set being there. The models have 4 GB, of which one matrix is wanted.
 */
export const readingPart: Part = async function* (scale) {
  const repeats = scale === 'full' ? 3 : 1;
  for (const { kind, what, goal } of TABLES)
    yield await attempt(`${what} read in Node`, async () => {
      const path = await readingFile(kind);
      const runs = [];
      for (let i = 0; i < repeats; i++) runs.push(await reading(path));
      const seconds = median(runs.map((run) => run.seconds));
      const peak = median(runs.map((run) => run.peak));
      return { ...below(`${what} read in Node`, seconds, 's', goal), memory: { ours: peak } };
    });
  if (scale === 'full')
    yield await attempt('every tenth row of an npy of 1 GB, in Node', everyTenth);

  const { url, close } = await serve();
  try {
    for (const kind of ['safetensors', 'gguf'] as const) yield* model(url, kind, repeats);
    if (scale === 'full') yield* inPage(url, repeats);
  } finally {
    await close();
  }
};

async function everyTenth(): Promise<Line> {
  const path = await readingFile('tenth');
  const { peak, bytes, seconds } = await reading(path, { rows: { kind: 'every', step: STEP } });
  const what = `every tenth row of an npy of 1 GB, in Node (${seconds.toPrecision(3)} s): peak memory as multiple of what is taken`;
  return { ...below(what, peak / bytes, 'x', 3), memory: { ours: peak } };
}

async function* inPage(url: string, repeats: number): AsyncGenerator<Row> {
  for (const { kind, what, goal } of TABLES)
    yield await attempt(`${what} read in the page`, async () => {
      const open = choose(await readingFile(kind));
      const times: number[] = [];
      for (let i = 0; i < repeats; i++) times.push(await reads(url, open));
      return below(`${what} read in the page`, median(times), 's', goal);
    });
  yield await attempt('every tenth row of an npy of 1 GB, in the page', async () => {
    const open = choose(await readingFile('tenth'));
    const { peak } = await visitWithQuestion(url, open, takeEveryTenth);
    const what =
      'every tenth row of an npy of 1 GB to its map: peak memory of the page above its start, as multiple of what is taken';
    return { ...below(what, peak / TAKEN_BYTES, 'x', 3), memory: { ours: peak } };
  });
  for (const { kind, what } of TABLES)
    yield await attempt(`longest task of the page while ${what} is opened`, async () => {
      const open = choose(await readingFile(kind));
      const tasks = await mainThreadTasks(url, atRest, open);
      const worst = Math.max(...tasks.map(({ cpu }) => cpu));
      return below(`longest task of the page while ${what} is opened, computing`, worst, 'ms', 50);
    });
}

async function* model(
  url: string,
  kind: 'safetensors' | 'gguf',
  repeats: number,
): AsyncGenerator<Row> {
  const runs: Answered[] = [];
  try {
    const open = choose(await readingFile(kind));
    for (let i = 0; i < repeats; i++) runs.push(await visitWithQuestion(url, open, takeProposed));
  } catch (error) {
    yield await attempt(`${kind} of 4 GB`, () => Promise.reject(error));
    return;
  }
  const list = median(runs.map((run) => run.question));
  const map = median(runs.map((run) => run.question + run.map));
  yield below(`${kind} of 4 GB: choice of the file to the list of 2,049 tensors`, list, 's', 1);
  yield below(`${kind} of 4 GB: the same and its 50,000 x 256 tensor on the map`, map, 's', 10);
}

const choose =
  (path: string): Act =>
  (tab) =>
    tab.getByTestId('file-input').first().setInputFiles(path);

const takeProposed: Act = (tab) => tab.getByRole('button', { name: 'Open', exact: true }).click();

const takeEveryTenth: Act = async (tab) => {
  await tab.getByRole('radio', { name: 'Every n-th' }).click();
  const step = tab.getByRole('textbox', { name: 'Take one row in every' });
  await step.fill(String(STEP));
  await step.press('Tab');
  await takeProposed(tab);
};

const below = (what: string, ours: number, unit: string, limit: number): Line => ({
  what,
  ours,
  unit,
  goal: { text: `< ${limit} ${unit}`, met: ours < limit },
});
