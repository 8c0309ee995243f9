import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { mainTasks, type MainTask } from '../e2e/support/trace.ts';
import { launchOptions, NO_WEBGPU_FLAGS } from '../scripts/chromium.mjs';
import { forgetPeak, residentBytes } from './memory.ts';

/** A person looks at the first screen before they click; meanwhile the page makes the map ready. */
const FIRST_LOOK_MS = 1000;

export type Act = (page: Page) => Promise<void>;

export interface Visit {
  /** From the click or the choice of a file, as the page itself sees it, to the map on screen. */
  readonly seconds: number;
  /** Largest resident size of the page until all is at rest, above its start, in bytes. */
  readonly peak: number;
}

/** Opens something in a fresh browser and waits for its map. */
export function visit(url: string, open: Act): Promise<Visit> {
  return inBrowser(url, async (page, browser) => {
    const peak = await peakFromNow(browser);
    await page.evaluate(() => (window as unknown as Observed).__bench.begin());
    await open(page);
    const milliseconds = await page.evaluate(() =>
      (window as unknown as Observed).__bench.mapOnScreen(),
    );
    await atRest(page);
    return { seconds: milliseconds / 1000, peak: peak() };
  });
}

/** Seconds from the choice of files to the data set being there, in a fresh browser. */
export function reads(url: string, open: Act): Promise<number> {
  return inBrowser(url, async (page) => {
    await page.evaluate(() => (window as unknown as Observed).__bench.begin());
    await open(page);
    const ms = await page.evaluate(() => (window as unknown as Observed).__bench.dataThere());
    return ms / 1000;
  });
}

export interface Answered {
  /** Seconds from the choice of a file to the question of the import dialog. */
  readonly question: number;
  /** Seconds from the last click of the answer to the map on screen. */
  readonly map: number;
  /** As in `Visit`. */
  readonly peak: number;
}

/** Opens something that the page asks about, answers and waits for its map, in a fresh browser. */
export function visitWithQuestion(url: string, open: Act, answer: Act): Promise<Answered> {
  return inBrowser(url, async (page, browser) => {
    const peak = await peakFromNow(browser);
    await page.evaluate(() => (window as unknown as Observed).__bench.begin());
    await open(page);
    const question = await page.evaluate(() =>
      (window as unknown as Observed).__bench.questionOnScreen(),
    );
    await answer(page);
    const map = await page.evaluate(() => (window as unknown as Observed).__bench.mapOnScreen());
    await atRest(page);
    return { question: question / 1000, map: map / 1000, peak: peak() };
  });
}

/** The tasks of the main thread from `act` until the page is at rest; a run of its own, because tracing costs time. */
export function mainThreadTasks(url: string, prepare: Act, act: Act): Promise<readonly MainTask[]> {
  return inBrowser(url, async (page, browser) => {
    await prepare(page);
    await atRest(page);
    return mainTasks(browser, page, async () => {
      await act(page);
      await atRest(page);
    });
  });
}

export const atRest: Act = (page) =>
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

interface Observed {
  readonly __locus: {
    idle(): Promise<void>;
    readonly map: { idle(): Promise<void> } | undefined;
    readonly store: {
      getState(): { dataset: object | null; results: Map<string, { status: string }> };
    };
  };
  /** All in milliseconds since the last press or choice of a file. */
  readonly __bench: {
    begin(): void;
    mapOnScreen(): Promise<number>;
    questionOnScreen(): Promise<number>;
    dataThere(): Promise<number>;
  };
}

/** Runs in the page. Time counts to the first frame after the projection is there and drawn. */
function observe(): void {
  const scope = window as unknown as { __bench: Observed['__bench']; __locus: Observed['__locus'] };
  let start = 0;
  const note = (): void => {
    start = performance.now();
  };
  const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
  const drawn = (): boolean => {
    const runs = [...scope.__locus.store.getState().results.values()];
    return runs.some(({ status }) => status === 'done') && scope.__locus.map !== undefined;
  };
  scope.__bench = {
    begin() {
      addEventListener('pointerdown', note, { capture: true });
      addEventListener('change', note, { capture: true });
    },
    async questionOnScreen() {
      while (!document.querySelector('[role=dialog] table')) await frame();
      await frame();
      return performance.now() - start;
    },
    async dataThere() {
      while (!scope.__locus.store.getState().dataset) await frame();
      return performance.now() - start;
    },
    async mapOnScreen() {
      while (!drawn()) await frame();
      await frame();
      await frame();
      return performance.now() - start;
    },
  };
}

/** @returns asks for the largest resident size of the page since this call, above what it is now, in bytes */
async function peakFromNow(browser: Browser): Promise<() => number> {
  const renderers = await rendererProcesses(browser);
  const total = (field: 'VmRSS' | 'VmHWM'): number =>
    renderers.reduce((sum, pid) => sum + residentBytes(pid, field), 0);
  renderers.forEach(forgetPeak);
  const before = total('VmRSS');
  return () => total('VmHWM') - before;
}

/** The browser opens one page only; what its other renderers hold does not change. */
async function rendererProcesses(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** The built app on loopback. The script is loaded when it runs, because it finds the project from its own place. */
export async function serve(): Promise<{ url: string; close(): Promise<void> }> {
  const { href } = pathToFileURL(resolve('scripts', 'serve.mjs'));
  const script = (await import(/* @vite-ignore */ href)) as {
    serve(port: number): Promise<{ url: string; close(): Promise<void> }>;
  };
  return script.serve(4290);
}
