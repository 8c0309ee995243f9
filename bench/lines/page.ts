import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { mainTasks, type MainTask } from '../../e2e/support/trace.ts';
import { launchOptions, NO_WEBGPU_FLAGS } from '../../scripts/chromium.mjs';
import { median } from '../measure.ts';
import type { Line } from '../table.ts';

const REPEATS = 5;
/** A person looks at the first screen before they click; meanwhile the page makes the map ready. */
const FIRST_LOOK_MS = 1000;
const ROWS = 10_000;
const COLS = 768;

/** What a person waits for, in Chromium on the built app without WebGPU: backend `wasm`, drawing in software. */
export async function pageLines(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'locus-bench-'));
  const file = join(folder, 'random.npy');
  const maker = resolve('tools', 'samples', 'make-random.mjs');
  execFileSync(process.execPath, [maker, file, String(ROWS), String(COLS)]);
  const server = await serve();
  const openWords = (page: Page) => page.getByRole('button', { name: /English words/ }).click();
  const openFile = (page: Page) => page.getByTestId('file-input').setInputFiles(file);
  try {
    const words = await visits(server.url, openWords);
    const drop = await visits(server.url, openFile);
    const openings = [
      ...(await tasks(server.url, atRest, openWords)),
      ...(await tasks(server.url, atRest, openFile)),
    ];
    const umap = await tasks(server.url, openWords, (page) =>
      page.getByRole('radio', { name: 'UMAP' }).click(),
    );
    return [
      line('click on words to PCA map on screen', words.seconds, 's', 1),
      line('10,000 x 768 float32 npy to first PCA map', drop.seconds, 's', 2.5),
      line(
        'peak memory of the page above its start, data check included, as multiple of that file',
        drop.memory,
        'x',
        4,
      ),
      line('longest task of the page while UMAP runs, computing', worst(umap, 'cpu'), 'ms', 50),
      byClock('the same by the clock', umap),
      line('longest task while both are opened, computing', worst(openings, 'cpu'), 'ms', 50),
      byClock('the same by the clock: waits for the software renderer on the same cores', openings),
    ];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

const worst = (all: readonly MainTask[], field: keyof MainTask): number =>
  Math.max(...all.map((task) => task[field]));

const byClock = (what: string, all: readonly MainTask[]): Line => ({
  what,
  ours: worst(all, 'wall'),
  unit: 'ms',
});

const line = (what: string, ours: number, unit: string, limit: number): Line => ({
  what,
  ours,
  unit,
  goal: { text: `< ${limit} ${unit}`, met: ours < limit },
});

interface Visit {
  readonly seconds: number;
  /** Multiple of the bytes of the 10,000 x 768 matrix. */
  readonly memory: number;
}

/** Medians over fresh browsers. */
async function visits(url: string, open: (page: Page) => Promise<void>): Promise<Visit> {
  const all: Visit[] = [];
  for (let i = 0; i < REPEATS; i++) {
    all.push(await inBrowser(url, (page, browser) => visit(page, browser, open)));
  }
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    memory: median(all.map(({ memory }) => memory)),
  };
}

/** The tasks of the main thread from `act` until the page is at rest; a run of its own, because tracing costs time. */
function tasks(
  url: string,
  prepare: (page: Page) => Promise<void>,
  act: (page: Page) => Promise<void>,
): Promise<readonly MainTask[]> {
  return inBrowser(url, async (page, browser) => {
    await prepare(page);
    await atRest(page);
    return mainTasks(browser, page, async () => {
      await act(page);
      await atRest(page);
    });
  });
}

const atRest = (page: Page): Promise<void> =>
  page.evaluate(() => (window as unknown as Observed).__locus.idle());

async function inBrowser<T>(
  url: string,
  body: (page: Page, browser: Browser) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch(launchOptions(NO_WEBGPU_FLAGS));
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(observe);
    await page.goto(`${url}?testing`);
    await atRest(page);
    await page.waitForTimeout(FIRST_LOOK_MS);
    return await body(page, browser);
  } finally {
    await browser.close();
  }
}

async function visit(
  page: Page,
  browser: Browser,
  open: (page: Page) => Promise<void>,
): Promise<Visit> {
  const renderers = await rendererProcesses(browser);
  renderers.forEach(forgetPeak);
  const before = total(renderers, 'VmRSS');
  await page.evaluate(() => (window as unknown as Observed).__bench.begin());
  await open(page);
  const milliseconds = await page.evaluate(() =>
    (window as unknown as Observed).__bench.mapOnScreen(),
  );
  await atRest(page);
  const peak = total(renderers, 'VmHWM');
  return { seconds: milliseconds / 1000, memory: (peak - before) / (4 * ROWS * COLS) };
}

interface Observed {
  readonly __locus: {
    idle(): Promise<void>;
    readonly map: { idle(): Promise<void> } | undefined;
    readonly store: { getState(): { results: Map<string, { status: string }> } };
  };
  readonly __bench: {
    begin(): void;
    /** Milliseconds. */
    mapOnScreen(): Promise<number>;
  };
}

/**
 * Runs in the page. Time counts from the click or the choice of a file, as the page itself sees it, to the first frame
 * after the projection is there and drawn.
 */
function observe(): void {
  const scope = window as unknown as { __bench: Observed['__bench']; __locus: Observed['__locus'] };
  let start = 0;
  const note = (): void => {
    if (start === 0) start = performance.now();
  };
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  const drawn = (): boolean => {
    const runs = [...scope.__locus.store.getState().results.values()];
    return runs.some(({ status }) => status === 'done') && scope.__locus.map !== undefined;
  };
  scope.__bench = {
    begin() {
      addEventListener('pointerdown', note, { capture: true, once: true });
      addEventListener('change', note, { capture: true, once: true });
    },
    async mapOnScreen() {
      while (!drawn()) await frame();
      await frame();
      await frame();
      return performance.now() - start;
    },
  };
}

/** The browser opens one page only; what its other renderers hold does not change. */
async function rendererProcesses(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Resident bytes of the processes now (`VmRSS`) or at most (`VmHWM`), from proc(5): Linux only. */
function total(processes: readonly number[], field: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm');
  const kilobytes = processes.map((pid) =>
    Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]),
  );
  return 1024 * kilobytes.reduce((sum, value) => sum + value, 0);
}

/** Lets VmHWM start anew from the present size. */
function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The built app on loopback. The script is loaded when it runs, because it finds the project from its own place. */
async function serve(): Promise<{ url: string; close(): Promise<void> }> {
  const { href } = pathToFileURL(resolve('scripts', 'serve.mjs'));
  const script = (await import(/* @vite-ignore */ href)) as {
    serve(port: number): Promise<{ url: string; close(): Promise<void> }>;
  };
  return script.serve(4290);
}
