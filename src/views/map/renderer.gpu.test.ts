import { afterEach, expect, test, vi } from 'vitest';
import type { CameraState } from '../../state/workspace.ts';
import { MapRenderer, type MapHandlers } from './renderer.ts';
import { DIMMED, OFF, SELECTED } from './state.ts';
import { THEMES } from './theme.ts';

const [WIDTH, HEIGHT] = [400, 300];
let map: MapRenderer | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  map?.dispose();
  map?.element.remove();
  map = undefined;
});

function open(handlers: MapHandlers = {}): MapRenderer {
  const host = document.createElement('div');
  host.style.cssText = `position:fixed;left:0;top:0;width:${WIDTH}px;height:${HEIGHT}px`;
  host.tabIndex = 0;
  document.body.append(host);
  return (map = new MapRenderer(host, handlers, THEMES.light));
}

/** Colour of the drawn map at a CSS pixel. Reads in the frame of the drawing: the buffer is not kept. */
async function pixel(renderer: MapRenderer, { x, y }: { x: number; y: number }) {
  await renderer.idle();
  const canvas = renderer.element.querySelector('canvas')!;
  renderer.setPointSize(2);
  return new Promise<number[]>((resolve) =>
    requestAnimationFrame(() => {
      const copy = document.createElement('canvas');
      copy.width = canvas.width;
      copy.height = canvas.height;
      const brush = copy.getContext('2d')!;
      brush.drawImage(canvas, 0, 0);
      const scale = canvas.width / WIDTH;
      resolve([...brush.getImageData(x * scale, y * scale, 1, 1).data.slice(0, 3)]);
    }),
  );
}

const SQUARE = Float32Array.of(-1, -1, 1, -1, -1, 1, 1, 1);
const RED_GREEN_BLUE_GREY = Uint8Array.of(
  ...[220, 0, 0, 255],
  ...[0, 160, 0, 255],
  ...[0, 0, 200, 255],
  ...[90, 90, 90, 255],
);

test('draws each item in its colour where it says the item is', async () => {
  const renderer = open();
  renderer.setMode('2d');
  renderer.setColours(RED_GREEN_BLUE_GREY);
  renderer.setPositions(SQUARE, 2);
  const place = renderer.project(1)!;
  // Item 1 is at (1, -1): lower right on the screen.
  expect(place.x).toBeGreaterThan(WIDTH / 2);
  expect(place.y).toBeGreaterThan(HEIGHT / 2);
  expect(await pixel(renderer, place)).toEqual([0, 160, 0]);
  expect(await pixel(renderer, { x: WIDTH / 2, y: HEIGHT / 2 })).toEqual([255, 255, 255]);
});

test('dims instead of hiding; what is switched off is fainter still and out of reach', async () => {
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(SQUARE, 2);
  renderer.setColours(RED_GREEN_BLUE_GREY);
  await renderer.idle();
  const off = renderer.project(2)!;
  renderer.setState(Uint8Array.of(SELECTED, DIMMED, OFF | SELECTED, 0));
  await renderer.idle();
  expect(renderer.reachableCount).toBe(3);
  expect(renderer.project(2)).toBeNull();
  const dimmed = renderer.project(1)!;
  const [r, g, b] = await pixel(renderer, dimmed);
  expect(r).toBeGreaterThan(180);
  expect(g).toBeGreaterThan(r!);
  expect(b).toBe(r);
  expect(renderer.pick(dimmed.x + 3, dimmed.y)).toBe(1);
  expect(renderer.pick(dimmed.x + 30, dimmed.y)).toBe(-1);
  const [offRed, , offBlue] = await pixel(renderer, off);
  expect(offBlue).toBeGreaterThan(offRed!);
  expect(offRed).toBeGreaterThan(r!);
  expect(offRed).toBeLessThan(250);
  expect(renderer.pick(off.x, off.y)).toBe(-1);
});

test('items without finite coordinates have no place', async () => {
  const renderer = open();
  renderer.setPositions(Float32Array.of(0, 0, 0, NaN, 1, 1, 1, 1, 1), 3);
  await renderer.idle();
  expect(renderer.reachableCount).toBe(2);
  expect(renderer.project(1)).toBeNull();
  expect(renderer.project(0)).not.toBeNull();
});

test('goes to a stored camera and says so; the fitted view is null', async () => {
  const told: (CameraState | null)[] = [];
  const renderer = open({ onCamera: (camera) => told.push(camera) });
  renderer.setPositions(SQUARE, 2);
  expect(renderer.getCamera()).toBeNull();
  const before = renderer.project(0)!;
  renderer.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  await renderer.idle();
  expect(told).toHaveLength(1);
  const stored = JSON.parse(JSON.stringify(told[0])) as CameraState;
  const turned = renderer.project(0)!;
  renderer.reset();
  await renderer.idle();
  expect(told[1]).toBeNull();
  expect(renderer.project(0)!.x).toBeCloseTo(before.x, 3);
  renderer.setCamera(stored);
  await renderer.idle();
  // Stored to four digits of a view 400 pixels wide.
  expect(Math.abs(renderer.project(0)!.x - turned.x)).toBeLessThan(0.3);
  expect(told).toHaveLength(2);
});

test('a passage starts at the old places and ends at the new', async () => {
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(SQUARE, 2);
  await renderer.idle();
  const before = renderer.project(0)!;
  renderer.setPositions(
    SQUARE.map((x) => -x),
    2,
    { animateMs: 200 },
  );
  expect(renderer.project(0)!.x).toBeCloseTo(before.x, 3);
  await renderer.idle();
  expect(renderer.project(0)!.x).toBeCloseTo(WIDTH - before.x, 3);
});

test('a box over everything selects all that is not switched off; Shift adds', async () => {
  const selected: [number[], string][] = [];
  const renderer = open({ onSelect: (items, mode) => selected.push([[...items], mode]) });
  renderer.setMode('2d');
  renderer.setPositions(SQUARE, 2);
  renderer.setState(Uint8Array.of(0, 0, OFF, 0));
  renderer.setTool('box');
  await renderer.idle();
  const send = (type: string, x: number, y: number): boolean =>
    renderer.element.dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: y, shiftKey: true, button: 0 }),
    );
  // A pointer that no device holds cannot be captured.
  renderer.element.setPointerCapture = () => undefined;
  send('pointerdown', 1, 1);
  send('pointermove', 200, 150);
  send('pointermove', WIDTH - 1, HEIGHT - 1);
  send('pointerup', WIDTH - 1, HEIGHT - 1);
  expect(selected).toEqual([[[0, 1, 3], 'add']]);
});

test('in motion a sample is drawn, at rest every item, in slices', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPointSize(0.25);
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  const drawn = countDrawn();
  renderer.setTheme(THEMES.dark);
  await renderer.idle();
  // Every item with hard edges, and again with smooth ones, never so many at once that the page waits for them.
  expect(drawn.total()).toBe(2 * rows);
  expect(drawn.most()).toBeLessThan(rows);

  drawn.reset();
  renderer.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  await nextFrame();
  expect(drawn.counts[0]).toBeGreaterThan(1000);
  expect(drawn.counts[0]).toBeLessThan(rows);
  await renderer.idle();
  expect(drawn.total()).toBe(2 * rows);
});

test('what is selected is drawn in every frame, however few the points', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  const drawn = countDrawn();
  const state = new Uint8Array(rows).fill(DIMMED);
  for (const item of [5, 77_777, rows - 1]) state[item] = SELECTED;
  renderer.setState(state);
  await nextFrame();
  expect(drawn.counts[0]).toBe(3);
  await renderer.idle();
  drawn.reset();
  renderer.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  await nextFrame();
  // The selected first, then the sample.
  expect(drawn.counts[0]).toBe(3);
  expect(drawn.counts[1]).toBeLessThan(rows);
});

test('other colours are painted over the picture, which stays whole meanwhile', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  const clear = vi.spyOn(WebGL2RenderingContext.prototype, 'clear');
  const drawn = countDrawn();
  renderer.setColours(new Uint8Array(rows * 4).fill(90));
  await nextFrame();
  expect(drawn.total()).toBeGreaterThan(1000);
  expect(clear).not.toHaveBeenCalled();
  await renderer.idle();
  expect(drawn.total()).toBe(2 * rows);
});

/** Items on a square, each at a place of its own. */
const cloud = (rows: number): Float32Array =>
  Float32Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 === 0 ? ((i / 2) * 0.618) % 1 : i / 2 / rows,
  );

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** How many points the graphics card is asked for from now on, call by call. */
function countDrawn() {
  const spy = vi.spyOn(WebGL2RenderingContext.prototype, 'drawElements');
  const drawn = {
    get counts() {
      return spy.mock.calls.map(([, count]) => count).filter((count) => count > 0);
    },
    most: () => Math.max(...drawn.counts),
    total: () => drawn.counts.reduce((sum, count) => sum + count, 0),
    reset: () => spy.mockClear(),
  };
  return drawn;
}

test('dispose empties the host and settles what waits', async () => {
  const renderer = open();
  renderer.setPositions(SQUARE, 2);
  const waiting = renderer.idle();
  renderer.dispose();
  await waiting;
  expect(renderer.element.childElementCount).toBe(0);
});
