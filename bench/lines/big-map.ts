import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import type * as Three from 'three';
import { mainTasks } from '../../e2e/support/trace.ts';
import { launchOptions, NO_WEBGPU_FLAGS } from '../../scripts/chromium.mjs';
import { ALL_WORDS, dataFile } from '../data.ts';
import { median } from '../measure.ts';
import { serve } from '../page.ts';
import { count, type Part } from '../part.ts';
import type { Line } from '../table.ts';

const REPEATS = 3;
const ORBIT_MS = 4000;
/** What the page offers to colour by besides the words themselves. */
const COLUMNS = ['position', 'third', 'position', 'third'];

/**
 * The map with all GloVe words, in Chromium at 1440 x 900 with the software renderer; peer: the points of three.js,
 * as many on a canvas of the same size in the same browser. Frames are counted when a picture has been copied to the
 * canvas; that the graphics card is through is told by reading a pixel back.
 */
export const bigMap: Part = async function* (scale) {
  if (scale === 'quick') return;
  const { url, close } = await serve();
  const browser = await chromium.launch(launchOptions(NO_WEBGPU_FLAGS));
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(observe);
    await page.goto(`${url}?testing`);
    await page.waitForFunction(() => '__locus' in window);
    const words = `map of ${count(ALL_WORDS)} words`;

    const opened = await opening(page);
    yield below(`${words}: layout there to first frame`, opened.first / 1000, 's', 3);
    yield { what: 'the same to all points', ours: opened.all / 1000, unit: 's' };

    const turns: Orbit[] = [];
    for (let i = 0; i < REPEATS; i++) turns.push(await page.evaluate(orbit, ORBIT_MS));
    const of = (field: keyof Orbit): number => median(turns.map((turn) => turn[field]));
    const peer = await threePoints(browser);
    const fps = of('frames');
    yield {
      what: `${words}: frames a second while it is turned`,
      ours: fps,
      unit: '/s',
      peer: { name: 'THREE.Points, all of them', value: peer },
      ratio: fps / peer,
      goal: { text: '>= 15 /s', met: fps >= 15 },
    };
    yield { what: 'points in such a frame', ours: of('points'), unit: '' };
    yield { what: 'end of turning to all points', ours: of('rest'), unit: 'ms' };

    const colours: number[] = [];
    for (const column of COLUMNS) colours.push(await page.evaluate(recolour, column));
    yield below(`${words}: other colours, click to all points`, median(colours), 'ms', 400);

    const tasks = await mainTasks(browser, page, async () => {
      await page.evaluate(orbit, 1000);
      await page.evaluate(recolour, 'position');
      await page.locator('#search').fill('queen');
      await page.evaluate(() => (window as unknown as Observed).__locus.idle());
    });
    const worst = Math.max(...tasks.map(({ cpu }) => cpu));
    yield below(
      'longest task of the page while it is turned, coloured and searched, computing',
      worst,
      'ms',
      50,
    );
  } finally {
    await browser.close();
    await close();
  }
};

/** Ids, a number and a category for each word. */
function table(): Buffer {
  const row = (_: unknown, i: number): string => `w${i},${i},${['a', 'b', 'c'][i % 3]!}`;
  const rows = Array.from({ length: ALL_WORDS }, row);
  return Buffer.from(`id,position,third\n${rows.join('\n')}\n`);
}

const below = (what: string, ours: number, unit: string, limit: number): Line => ({
  what,
  ours,
  unit,
  goal: { text: `< ${limit} ${unit}`, met: ours < limit },
});

/** Opens the vectors, measured, and then joins the table to them. In milliseconds. */
async function opening(page: Page): Promise<{ first: number; all: number }> {
  const timed = page.evaluate(async () => {
    const { __locus, __drawn } = window as unknown as Observed;
    const ready = (): boolean =>
      [...__locus.store.getState().results.values()].some(({ status }) => status === 'done');
    await __drawn.until(ready);
    const start = performance.now();
    await __drawn.until(() => __drawn.points >= 1000);
    __drawn.wait();
    const first = performance.now() - start;
    await __drawn.until(() => __drawn.points >= 341_479);
    __drawn.wait();
    return { first, all: performance.now() - start };
  });
  await page.getByTestId('file-input').setInputFiles(dataFile('words'));
  const opened = await timed;
  await page.getByTestId('file-input').first().setInputFiles({
    name: 'words.csv',
    mimeType: 'text/csv',
    buffer: table(),
  });
  await page.getByRole('button', { name: 'Colour by third' }).waitFor();
  await page.evaluate(() => (window as unknown as Observed).__locus.idle());
  return opened;
}

interface Observed {
  readonly __locus: {
    idle(): Promise<void>;
    readonly map: { readonly pointsShown: number } | undefined;
    readonly store: { getState(): { results: Map<string, { status: string }> } };
  };
  readonly __drawn: {
    /** Pictures copied to the canvas. */
    frames: number;
    until(done: () => boolean): Promise<void>;
    /** Until the graphics card is through. */
    wait(): void;
    /** Points in the picture on the canvas. */
    readonly points: number;
  };
}

/** Runs in the page before all else: counts what the map draws. */
function observe(): void {
  const gl = WebGL2RenderingContext.prototype;
  const { blitFramebuffer } = gl;
  const scope = window as unknown as { __drawn: Observed['__drawn']; __locus: Observed['__locus'] };
  const drawn = {
    frames: 0,
    async until(done: () => boolean) {
      while (!done()) await new Promise(requestAnimationFrame);
    },
    wait() {
      const canvas = document.querySelector('.map-view__stage canvas') as HTMLCanvasElement;
      const map = canvas.getContext('webgl2')!;
      map.readPixels(0, 0, 1, 1, map.RGBA, map.UNSIGNED_BYTE, new Uint8Array(4));
    },
    get points() {
      return scope.__locus.map?.pointsShown ?? 0;
    },
  };
  gl.blitFramebuffer = function (...args) {
    if (this.getParameter(this.DRAW_FRAMEBUFFER_BINDING) === null) drawn.frames++;
    return blitFramebuffer.apply(this, args);
  };
  scope.__drawn = drawn;
}

interface Orbit {
  /** A second. */
  readonly frames: number;
  readonly points: number;
  /** Milliseconds from letting go to the whole picture. */
  readonly rest: number;
}

/** Runs in the page: drags the map round for so long, a step for each frame that the browser shows. */
async function orbit(milliseconds: number): Promise<Orbit> {
  const { __locus, __drawn } = window as unknown as Observed;
  const stage = document.querySelector<HTMLElement>('.map-view__stage')!;
  // A pointer that no device holds cannot be captured.
  stage.setPointerCapture = () => undefined;
  const { left, top, width, height } = stage.getBoundingClientRect();
  const send = (type: string, turn: number): void => {
    const clientX = left + width / 2 + 200 * Math.sin(turn);
    const clientY = top + height / 2 + 60 * Math.cos(turn);
    const how = { clientX, clientY, pointerId: 1, pointerType: 'mouse', bubbles: true };
    stage.dispatchEvent(new PointerEvent(type, how));
  };
  send('pointerdown', 0);
  const [start, before] = [performance.now(), __drawn.frames];
  const points: number[] = [];
  while (performance.now() - start < milliseconds) {
    await new Promise(requestAnimationFrame);
    points.push(__drawn.points);
    send('pointermove', (performance.now() - start) / 400);
  }
  __drawn.wait();
  const seconds = (performance.now() - start) / 1000;
  const frames = (__drawn.frames - before) / seconds;
  send('pointerup', 0);
  const end = performance.now();
  await __drawn.until(() => __drawn.points >= 341_479);
  __drawn.wait();
  const rest = performance.now() - end;
  await __locus.idle();
  points.sort((a, b) => a - b);
  return { frames, points: points[points.length >> 1]!, rest };
}

/** Runs in the page: milliseconds from the click to all points in the colours of a column. */
async function recolour(column: string): Promise<number> {
  const { __locus, __drawn } = window as unknown as Observed;
  await __locus.idle();
  const button = document.querySelector<HTMLElement>(`[aria-label="Colour by ${column}"]`)!;
  const before = __drawn.frames;
  const start = performance.now();
  button.click();
  await __drawn.until(() => __drawn.frames > before && __drawn.points >= 341_479);
  __drawn.wait();
  return performance.now() - start;
}

/** Frames a second of as many `THREE.Points`, turned, on a canvas as large as the map. */
async function threePoints(browser: Browser): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const folder = resolve('node_modules', 'three', 'build');
    const served = (file: string): string => readFileSync(resolve(folder, file), 'utf8');
    await page.route('http://three.test/**', (route) => {
      const file = new URL(route.request().url()).pathname.slice(1);
      const isPage = file === '';
      return route.fulfill({
        contentType: isPage ? 'text/html' : 'text/javascript',
        body: isPage ? '<!doctype html><body></body>' : served(file),
      });
    });
    await page.goto('http://three.test/');
    const module = '/three.module.js';
    return await page.evaluate(turnPoints, { module, rows: ALL_WORDS, milliseconds: ORBIT_MS });
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
async function turnPoints({
  module,
  rows,
  milliseconds,
}: {
  module: string;
  rows: number;
  milliseconds: number;
}): Promise<number> {
  const three = (await import(/* @vite-ignore */ module)) as typeof Three;
  const webgl = new three.WebGLRenderer({ antialias: true });
  webgl.setSize(676, 768);
  document.body.append(webgl.domElement);
  const places = Float32Array.from(
    { length: 3 * rows },
    () => Math.random() + Math.random() + Math.random() - 1.5,
  );
  const colours = new Uint8Array(3 * rows).fill(90);
  const geometry = new three.BufferGeometry();
  geometry.setAttribute('position', new three.BufferAttribute(places, 3));
  geometry.setAttribute('color', new three.BufferAttribute(colours, 3, true));
  const look = { size: 2.4, sizeAttenuation: false, vertexColors: true };
  const points = new three.Points(geometry, new three.PointsMaterial(look));
  const scene = new three.Scene().add(points);
  const camera = new three.PerspectiveCamera(50, 676 / 768, 0.1, 10);
  camera.position.z = 3;
  const gl = webgl.getContext();
  const wait = (): void => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  webgl.render(scene, camera);
  wait();
  let frames = 0;
  const start = performance.now();
  while (performance.now() - start < milliseconds) {
    await new Promise(requestAnimationFrame);
    points.rotation.y = (performance.now() - start) / 800;
    webgl.render(scene, camera);
    frames++;
  }
  wait();
  return (frames / (performance.now() - start)) * 1000;
}
