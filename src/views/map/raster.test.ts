import { expect, test } from 'vitest';
import {
  MOST_ITEMS,
  Raster,
  type RasterLook,
  type RasterPaint,
  type RasterPoints,
} from './raster.ts';
import { DIMMED, HIT, OFF, SELECTED } from './state.ts';

const [WIDTH, HEIGHT] = [20, 10];
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const FLAT: RasterLook = {
  matrix: IDENTITY,
  passage: 1,
  size: 4,
  cue: 0,
  fade: 1,
  pixel: 1,
  emphasis: { selected: 1, hits: 1 },
  rim: 0,
};
const [RED, GREEN, BLUE] = [0xff0000ff, 0xff00ff00, 0xffff0000];
const [WHITE, DARK, ACCENT] = [0xffffffff, 0xff201810, 0xffbf5f1f];

/** Points at clip places; all that is not given as usual. */
function points(places: number[], { state = [] as number[], shape = [] as number[] } = {}) {
  const rows = places.length / 3;
  const style = new Uint8Array(4 * rows);
  for (let i = 0; i < rows; i++) style.set([state[i] ?? 0, shape[i] ?? 0, 64, 0], 4 * i);
  const to = Float32Array.from(places);
  return { order: Uint32Array.from({ length: rows }, (_, i) => i), from: to, to, style };
}

function draw(cloud: RasterPoints, fills: number[], look: RasterLook = FLAT): Uint32Array {
  const raster = new Raster();
  raster.clear(WIDTH, HEIGHT);
  raster.add(cloud, look, 0, cloud.order.length);
  const paint: RasterPaint = {
    fills: Uint32Array.from(fills),
    selected: DARK,
    hit: ACCENT,
    background: WHITE,
  };
  raster.paint(paint, cloud.style);
  return raster.pixels;
}

/** Clip coordinates of a place in pixels. */
const clip = (x: number, y: number, z = 0): number[] => [
  (2 * x) / WIDTH - 1,
  (2 * y) / HEIGHT - 1,
  z,
];
const countOf = (pixels: Uint32Array, colour: number): number =>
  pixels.reduce((count, pixel) => count + Number(pixel === colour >>> 0), 0);

test('a disc covers the pixels whose middles it covers, rows upwards', () => {
  const [x, y] = [6.3, 3.8];
  const pixels = draw(points(clip(x, y)), [RED]);
  for (let row = 0; row < HEIGHT; row++)
    for (let column = 0; column < WIDTH; column++) {
      const covered = Math.hypot(column + 0.5 - x, row + 0.5 - y) <= FLAT.size / 2;
      expect(pixels[row * WIDTH + column]).toBe(covered ? RED : WHITE);
    }
});

test('however small, a point is seen; at the edges and beyond nothing is written elsewhere', () => {
  expect(countOf(draw(points(clip(5.1, 5.9)), [RED], { ...FLAT, size: 0.2 }), RED)).toBe(1);
  for (const [x, y] of [
    [-30, 5],
    [50, 5],
    [5, -30],
    [5, 40],
  ]) {
    expect(countOf(draw(points(clip(x!, y!)), [RED]), RED)).toBe(0);
    expect(countOf(draw(points(clip(x!, y!)), [RED], { ...FLAT, size: 0.2 }), RED)).toBe(0);
  }
  // A quarter of the disc is in the corner.
  const corner = draw(points(clip(0, 0)), [RED], { ...FLAT, size: 8 });
  const whole = draw(points(clip(10, 5)), [RED], { ...FLAT, size: 8 });
  expect(4 * countOf(corner, RED)).toBe(countOf(whole, RED));
});

test('the nearer point is in front whatever the order; of equally near ones the last', () => {
  const both = (near: number, far: number): Uint32Array =>
    draw(points([...clip(9, 5, near), ...clip(9, 5, far)]), [RED, GREEN]);
  expect(countOf(both(-0.5, 0.5), GREEN)).toBe(0);
  expect(countOf(both(0.5, -0.5), RED)).toBe(0);
  // Also where the depth is no float32, as those kept are.
  for (const far of [0, 0.1, 0.2, 0.3, 0.4]) expect(countOf(both(far, far), RED)).toBe(0);
});

test('the last of the most items there may be keeps its own colour', () => {
  // Sparse: only what is drawn is looked at.
  const item = MOST_ITEMS - 1;
  const to = new Float32Array(3 * MOST_ITEMS);
  to.set(clip(9.5, 4.5), 3 * item);
  const style = new Uint8Array(4 * MOST_ITEMS);
  style[4 * item + 2] = 64;
  const raster = new Raster();
  raster.clear(WIDTH, HEIGHT);
  raster.add({ order: Uint32Array.of(item), from: to, to, style }, FLAT, 0, 1);
  const fills = new Uint32Array(MOST_ITEMS);
  fills[item] = RED;
  raster.paint({ fills, selected: DARK, hit: ACCENT, background: WHITE }, style);
  expect(countOf(raster.pixels, RED)).toBeGreaterThan(4);
});

test('selected before hits before plain before dimmed before switched off, at any depth', () => {
  const states = [SELECTED, HIT, 0, DIMMED, OFF | SELECTED];
  for (let front = 0; front < 4; front++) {
    const places = [...clip(9.5, 4.5, 0.9), ...clip(9.5, 4.5, -0.9)];
    const pixels = draw(points(places, { state: [states[front]!, states[front + 1]!] }), [
      RED,
      BLUE,
    ]);
    expect(pixels[4 * WIDTH + 9]).toBe(RED);
  }
});

test('what is selected or found has a rim and is larger', () => {
  const plain = countOf(draw(points(clip(10, 5)), [RED]), RED);
  for (const [state, rim] of [
    [SELECTED, DARK],
    [HIT, ACCENT],
  ] as const) {
    const pixels = draw(points(clip(10, 5), { state: [state] }), [RED]);
    expect(countOf(pixels, rim)).toBeGreaterThan(plain);
    expect(countOf(pixels, RED)).toBeGreaterThan(0);
  }
});

test('points without a place or behind the eye are left out; the passage is followed', () => {
  expect(countOf(draw(points([NaN, NaN, NaN]), [RED]), RED)).toBe(0);
  expect(countOf(draw(points(clip(5, 5, -1.5)), [RED]), RED)).toBe(0);
  const cloud = { ...points(clip(16.5, 5.5)), from: Float32Array.from(clip(4.5, 5.5)) };
  expect(draw(cloud, [RED], { ...FLAT, passage: 0.25 })[5 * WIDTH + 7]).toBe(RED);
});

test('with the depth cue, what is farther is smaller and paler', () => {
  // w = 1 + z
  const perspective = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1];
  const at = (z: number) =>
    draw(points([0, 0, z]), [RED], { ...FLAT, matrix: perspective, cue: 1, size: 6 });
  const [near, far] = [at(-0.4), at(0.8)];
  expect(countOf(far, WHITE)).toBeGreaterThan(countOf(near, WHITE));
  const green = (pixels: Uint32Array): number => (pixels[5 * WIDTH + 10]! >>> 8) & 255;
  expect(green(near)).toBe(0);
  // Full distance: 0.55 of the way to white.
  expect(Math.abs(green(far) - 0.55 * 255)).toBeLessThan(3);
});

test.each([
  [1, 'square', [1, 1]],
  [3, 'diamond', [1.1, 0]],
  [4, 'plus', [1, 0]],
  [5, 'cross', [0.8, 0.8]],
  [2, 'triangle upwards', [0, 0.7]],
  [6, 'triangle downwards', [0, -0.7]],
] as const)('shape %i is a %s', (shape, _name, [right, up]) => {
  const look = { ...FLAT, size: 8 };
  const pixels = draw(points(clip(9.5, 4.5), { shape: [shape] }), [RED], look);
  const at = (dx: number, dy: number): boolean =>
    pixels[Math.floor(4.5 + 4 * dy) * WIDTH + Math.floor(9.5 + 4 * dx)] === RED >>> 0;
  const corner = 0.8;
  expect(at(0, 0)).toBe(true);
  expect(at(right * 0.75, up * 0.75)).toBe(true);
  const corners = [at(corner, corner), at(-corner, -corner), at(corner, -corner)];
  expect(corners.every(Boolean)).toBe(shape === 1 || shape === 5);
  // The arms of a cross lie between the edges of a square.
  if (shape === 5) expect([at(0.75, 0), at(0, 0.75)]).toEqual([false, false]);
});

test.each([1.5, 2.6, 4, 9])(
  'a point of %d pixels has the mean tone of the rim in the shader',
  (size) => {
    const radius = size / 2;
    const width = Math.min(1, size * 0.12);
    const steps = 400;
    let [sum, inside] = [0, 0];
    for (let i = 0; i < steps * steps; i++) {
      const x = (((i % steps) + 0.5) / steps - 0.5) * size;
      const y = ((Math.floor(i / steps) + 0.5) / steps - 0.5) * size;
      const d = Math.hypot(x, y) - radius;
      if (d > 0) continue;
      inside++;
      sum += Math.min(1, Math.max(0, d + width + 0.5));
    }
    // Of a rim as white as the ground, the share of white in a red disc.
    const middle = draw(points(clip(9.5, 4.5)), [RED], { ...FLAT, size, rim: 1 })[4 * WIDTH + 9]!;
    expect(((middle >>> 8) & 255) / 255).toBeCloseTo(sum / inside, 1.8);
  },
);
