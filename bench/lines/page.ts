import type { MainTask } from '../../e2e/support/trace.ts';
import { ALL_WORDS, dataFile } from '../data.ts';
import { median } from '../measure.ts';
import { atRest, mainThreadTasks, serve, visit, type Act, type Visit } from '../page.ts';
import { count, type Part } from '../part.ts';
import type { Line } from '../table.ts';

const RANDOM_BYTES = 4 * 10_000 * 768;
const WORDS_BYTES = 4 * ALL_WORDS * 100;

/** What a person waits for, in Chromium on the built app without WebGPU: backend `wasm`, drawing in software. */
export const page: Part = async function* (scale) {
  const full = scale === 'full';
  const openSample: Act = (tab) => tab.getByRole('button', { name: /English words/ }).click();
  const choose =
    (path: string): Act =>
    (tab) =>
      tab.getByTestId('file-input').setInputFiles(path);
  const openFile = choose(dataFile('random'));
  const { url, close } = await serve();
  try {
    const repeats = full ? 5 : 1;
    const sample = await visits(url, openSample, repeats);
    yield below('click on the sample words to PCA map on screen', sample.seconds, 's', 1);
    const file = await visits(url, openFile, repeats);
    yield below('10,000 x 768 float32 npy to first PCA map', file.seconds, 's', 2.5);
    yield below(
      'peak memory of the page above its start, data check included, as multiple of that file',
      file.peak / RANDOM_BYTES,
      'x',
      4,
    );
    if (!full) return;

    const all = await visit(url, choose(dataFile('words')));
    const what = `${count(ALL_WORDS)} x 100 float32 npy`;
    yield { what: `${what} to first PCA map`, ours: all.seconds, unit: 's' };
    yield {
      what: 'peak memory of the page above its start, as multiple of that file',
      ours: all.peak / WORDS_BYTES,
      unit: 'x',
      memory: { ours: all.peak },
    };

    yield* longest(
      'longest task of the page while UMAP runs',
      await mainThreadTasks(url, openSample, (tab) =>
        tab.getByRole('radio', { name: 'UMAP' }).click(),
      ),
    );
    yield* longest('longest task while both are opened', [
      ...(await mainThreadTasks(url, atRest, openSample)),
      ...(await mainThreadTasks(url, atRest, openFile)),
    ]);
  } finally {
    await close();
  }
};

/** Medians over fresh browsers. */
async function visits(url: string, open: Act, repeats: number): Promise<Visit> {
  const all: Visit[] = [];
  for (let i = 0; i < repeats; i++) all.push(await visit(url, open));
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    peak: median(all.map(({ peak }) => peak)),
  };
}

const below = (what: string, ours: number, unit: string, limit: number): Line => ({
  what,
  ours,
  unit,
  goal: { text: `< ${limit} ${unit}`, met: ours < limit },
});

function* longest(what: string, tasks: readonly MainTask[]): Generator<Line> {
  const worst = (field: keyof MainTask): number => Math.max(...tasks.map((task) => task[field]));
  yield below(`${what}, computing`, worst('cpu'), 'ms', 50);
  yield {
    what: 'the same by the clock: waits for the software renderer on the same cores',
    ours: worst('wall'),
    unit: 'ms',
  };
}
