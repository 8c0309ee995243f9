import { afterEach, expect, test, vi } from 'vitest';
import type { CameraState } from '../../state/workspace.ts';
import { Detail } from './detail.ts';
import { Layer } from './layer.ts';
import { Raster } from './raster.ts';
import { MapRenderer, type MapHandlers } from './renderer.ts';
import { Sheet } from './sheet.ts';
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

/** Colour of the drawn map at a CSS pixel. */
async function pixel(renderer: MapRenderer, place: { x: number; y: number }): Promise<number[]> {
  await renderer.idle();
  renderer.setPointSize(2);
  return new Promise((resolve) => requestAnimationFrame(() => resolve(colourAt(renderer, place))));
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

test('many points: in motion the processor draws, at rest the graphics card, in slices', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPointSize(0.25);
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  const drawn = countDrawn();
  renderer.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  await pictureShown();
  expect(renderer.pointsShown).toBeGreaterThan(1000);
  expect(drawn.total()).toBe(0);
  await renderer.idle();
  expect(renderer.pointsShown).toBe(rows);
  // Every item once, never so many at once that the page waits for them.
  expect(drawn.total()).toBe(rows);
  expect(drawn.most()).toBeLessThan(rows);
});

test('what is selected is drawn first, so that it is in every picture', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  const add = vi.spyOn(Raster.prototype, 'add');
  const drawn = countDrawn();
  const state = new Uint8Array(rows).fill(DIMMED);
  for (const item of [5, 77_777, rows - 1]) state[item] = SELECTED;
  renderer.setState(state);
  await renderer.idle();
  const [first] = add.mock.calls[0]!;
  expect([...first.order].sort((a, b) => a - b)).toEqual([5, 77_777, rows - 1]);
  expect(drawn.counts[0]).toBe(3);
});

test('other colours are looked up in the picture there is: no point is drawn for them', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  const add = vi.spyOn(Raster.prototype, 'add');
  const drawn = countDrawn();
  const middle = { x: WIDTH / 2, y: HEIGHT / 2 };
  renderer.setColours(Uint8Array.from({ length: rows * 4 }, (_, i) => [0, 160, 0, 255][i % 4]!));
  await pictureShown();
  expect(isGreen(colourAt(renderer, middle))).toBe(true);
  expect(drawn.total()).toBe(0);
  await renderer.idle();
  expect(drawn.total()).toBe(rows);
  expect(add).not.toHaveBeenCalled();
});

test('the processor and the graphics card draw the same, up to smooth edges', async () => {
  const rows = 40_000;
  const renderer = open();
  renderer.setPointSize(3);
  renderer.setPositions(ball(rows), 3);
  renderer.setColours(Uint8Array.from({ length: rows * 4 }, (_, i) => [220, 90, 0, 255][i % 4]!));
  const pictures: Uint8ClampedArray[] = [];
  for (const proto of [Sheet.prototype, Layer.prototype] as { show(...args: never[]): void }[]) {
    const { show } = proto;
    vi.spyOn(proto, 'show').mockImplementation(function (this: unknown, ...args) {
      show.apply(this, args);
      pictures.push(picture(renderer));
    });
  }
  await renderer.idle();
  const [plain, smooth] = [pictures.at(-2)!, pictures.at(-1)!];
  let difference = 0;
  let drawn = 0;
  for (let i = 0; i < plain.length; i++) {
    difference += Math.abs(plain[i]! - smooth[i]!);
    drawn += 255 - smooth[i]!;
  }
  // Each point has a rim in the smooth picture, and the rim's mean tone in the plain one.
  expect(difference / drawn).toBeLessThan(0.25);
});

test('after the graphics context was lost, the whole picture comes back', async () => {
  const rows = 40_000;
  const told: boolean[] = [];
  const renderer = open({ onContextLost: (lost) => told.push(lost) });
  renderer.setMode('2d');
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(Uint8Array.from({ length: rows * 4 }, (_, i) => [0, 160, 0, 255][i % 4]!));
  await nextFrame();
  // In the middle of a slow picture, of which one slice is under way.
  const gl = renderer.element.querySelector('canvas')!.getContext('webgl2')!;
  const loss = gl.getExtension('WEBGL_lose_context')!;
  loss.loseContext();
  await vi.waitFor(() => expect(told).toEqual([true]));
  await nextFrame();
  loss.restoreContext();
  await vi.waitFor(() => expect(told).toEqual([true, false]));
  await pictureShown();
  expect(isGreen(colourAt(renderer, { x: WIDTH / 2, y: HEIGHT / 2 }))).toBe(true);
  await renderer.idle();
  expect(renderer.pointsShown).toBe(rows);
});

test('a picture that is too slow for one frame is finished after the pane was resized', async () => {
  const rows = 120_000;
  const renderer = open();
  renderer.setMode('2d');
  renderer.setPositions(cloud(rows), 2);
  renderer.setColours(new Uint8Array(rows * 4).fill(255));
  await renderer.idle();
  vi.spyOn(Raster.prototype, 'add').mockImplementation(() => {
    const end = performance.now() + 1;
    while (performance.now() < end);
  });
  renderer.element.style.width = `${WIDTH - 40}px`;
  await pictureShown();
  expect(renderer.pointsShown).toBeLessThan(rows);
  await vi.waitFor(() => expect(renderer.pointsShown).toBe(rows), { timeout: 5000 });
});

test('a picture comes to its end even where to begin it takes longer than a frame has', async () => {
  const rows = 40_000;
  const renderer = open();
  const { clear } = Raster.prototype;
  vi.spyOn(Raster.prototype, 'clear').mockImplementation(function (this: Raster, ...size) {
    clear.apply(this, size);
    const end = performance.now() + 30;
    while (performance.now() < end);
  });
  renderer.setPositions(cloud(rows), 2);
  await renderer.idle();
  expect(renderer.pointsShown).toBe(rows);
});

test('a slice that nobody waited for says nothing about the speed of the graphics card', async () => {
  const renderer = open();
  renderer.setPositions(cloud(120_000), 2);
  await renderer.idle();
  const wait = vi.spyOn(WebGL2RenderingContext.prototype, 'clientWaitSync');
  wait.mockReturnValue(WebGL2RenderingContext.TIMEOUT_EXPIRED);
  const fences = vi.spyOn(WebGL2RenderingContext.prototype, 'fenceSync');
  const noted = vi.spyOn(Detail.prototype, 'note');
  renderer.setPointSize(1.1);
  await vi.waitFor(() => expect(fences).toHaveBeenCalledTimes(1), { timeout: 5000 });
  // Everything is drawn anew before the card is through.
  renderer.setPointSize(1.2);
  await nextFrame();
  await nextFrame();
  wait.mockRestore();
  await renderer.idle();
  expect(fences.mock.calls.length).toBeGreaterThan(2);
  expect(noted).toHaveBeenCalledTimes(fences.mock.calls.length - 1);
});

test('a pane without a size asks for no frames, and is idle', async () => {
  const renderer = open();
  renderer.element.style.display = 'none';
  await nextFrame();
  await nextFrame();
  renderer.setPositions(SQUARE, 2);
  renderer.setColours(RED_GREEN_BLUE_GREY);
  await renderer.idle();
  const frames = vi.spyOn(globalThis, 'requestAnimationFrame');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(frames).not.toHaveBeenCalled();
  renderer.element.style.display = '';
  await vi.waitFor(() => expect(renderer.pointsShown).toBe(4));
});

/** Until something was brought to the canvas; what it shows can be read in the microtask that follows. */
function pictureShown(): Promise<void> {
  return new Promise((resolve) => {
    for (const proto of [Sheet.prototype, Layer.prototype] as { show(...args: never[]): void }[]) {
      const { show } = proto;
      vi.spyOn(proto, 'show').mockImplementation(function (this: unknown, ...args) {
        show.apply(this, args);
        resolve();
      });
    }
  });
}

/** The pixels of the canvas in the frame of the drawing: they are not kept. */
function picture(renderer: MapRenderer): Uint8ClampedArray {
  const canvas = renderer.element.querySelector('canvas')!;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const brush = copy.getContext('2d')!;
  brush.drawImage(canvas, 0, 0);
  return brush.getImageData(0, 0, copy.width, copy.height).data;
}

/** Green, or green and some of the white ground. */
const isGreen = ([red, green, blue]: number[]): boolean =>
  green! >= 160 && red === blue && red! < 60;

function colourAt(renderer: MapRenderer, { x, y }: { x: number; y: number }): number[] {
  const { width } = renderer.element.querySelector('canvas')!;
  const scale = width / WIDTH;
  const at = 4 * (Math.floor(y * scale) * width + Math.floor(x * scale));
  return [...picture(renderer).slice(at, at + 3)];
}

/** Items on a square, each at a place of its own. */
const cloud = (rows: number): Float32Array =>
  Float32Array.from({ length: 2 * rows }, (_, i) =>
    i % 2 === 0 ? ((i / 2) * 0.618) % 1 : i / 2 / rows,
  );

/** Items in a ball, at places of their own. */
const ball = (rows: number): Float32Array =>
  Float32Array.from({ length: 3 * rows }, (_, i) => {
    const k = Math.floor(i / 3);
    const height = 1 - (2 * k) / rows;
    const across = Math.sqrt(1 - height * height);
    return [across * Math.cos(2.4 * k), height, across * Math.sin(2.4 * k)][i % 3]!;
  });

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => resolve()));

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
