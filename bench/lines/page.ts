import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { launchOptions, NO_WEBGPU_FLAGS } from '../../scripts/chromium.mjs';
import { median } from '../measure.ts';
import type { Line } from '../table.ts';

const REPEATS = 5;
const ROWS = 10_000;
const COLS = 768;

/** What a person waits for, in Chromium on the built app without WebGPU: backend `wasm`, drawing in software. */
export async function pageLines(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'locus-bench-'));
  const file = join(folder, 'random.npy');
  const maker = resolve('tools', 'samples', 'make-random.mjs');
  execFileSync(process.execPath, [maker, file, String(ROWS), String(COLS)]);
  const server = await serve();
  try {
    const sample = await visits(server.url, (page) =>
      page.getByRole('button', { name: /English words/ }).click(),
    );
    const drop = await visits(server.url, (page) =>
      page.getByTestId('file-input').setInputFiles(file),
    );
    return [
      line('click on words to PCA map on screen', sample.seconds, 's', 1),
      line('10,000 x 768 float32 npy to first PCA map', drop.seconds, 's', 2.5),
      line(
        'peak memory of the page above its start, as multiple of that file',
        drop.memory,
        'x',
        4,
      ),
      line('longest task of the page during both', Math.max(sample.task, drop.task), 'ms', 50),
    ];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

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
  /** Longest task on the main thread in milliseconds; 0 when none took 50 ms, which is all the browser reports. */
  readonly task: number;
}

/** Medians over fresh browsers; of the longest task, the worst. */
async function visits(url: string, open: (page: Page) => Promise<void>): Promise<Visit> {
  const all: Visit[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const browser = await chromium.launch(launchOptions(NO_WEBGPU_FLAGS));
    try {
      all.push(await visit(browser, url, open));
    } finally {
      await browser.close();
    }
  }
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    memory: median(all.map(({ memory }) => memory)),
    task: Math.max(...all.map(({ task }) => task)),
  };
}

async function visit(
  browser: Browser,
  url: string,
  open: (page: Page) => Promise<void>,
): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(observe);
  await page.goto(`${url}?testing`);
  await page.evaluate(() => (window as unknown as Observed).__locus.idle());
  const renderers = await rendererProcesses(browser);
  renderers.forEach(forgetPeak);
  const before = total(renderers, 'VmRSS');
  await page.evaluate(() => (window as unknown as Observed).__bench.begin());
  await open(page);
  const { milliseconds, task } = await page.evaluate(() =>
    (window as unknown as Observed).__bench.mapOnScreen(),
  );
  const peak = total(renderers, 'VmHWM');
  return { seconds: milliseconds / 1000, memory: (peak - before) / (4 * ROWS * COLS), task };
}

interface Observed {
  readonly __locus: {
    idle(): Promise<void>;
    readonly map: { idle(): Promise<void> } | undefined;
    readonly store: { getState(): { results: Map<string, { status: string }> } };
  };
  readonly __bench: {
    begin(): void;
    mapOnScreen(): Promise<{ milliseconds: number; task: number }>;
  };
}

/**
 * Runs in the page. Time counts from the click or the choice of a file, as the page itself sees it, to the first frame
 * after the projection is there and drawn.
 */
function observe(): void {
  const scope = window as unknown as { __bench: Observed['__bench']; __locus: Observed['__locus'] };
  let start = 0;
  let task = 0;
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
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) task = Math.max(task, duration);
      }).observe({ type: 'longtask' });
    },
    async mapOnScreen() {
      while (!drawn()) await frame();
      await frame();
      await frame();
      return { milliseconds: performance.now() - start, task };
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
