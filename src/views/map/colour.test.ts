import { describe, expect, test } from 'vitest';
import type { CategoryColumn } from '../../data/dataset.ts';
import {
  colourBy,
  COLOURED_LEVELS,
  filterLevels,
  isolateLevel,
  toggleLevel,
  type LegendModel,
} from './colour.ts';
import { CATEGORY_COLOURS, MISSING, OTHER, rampColour, SHAPES, type Rgb } from './palette.ts';

const SCHEMES = ['light', 'dark'] as const;

const linear = (rgb: Rgb): number[] =>
  rgb.map((v) => (v <= 10.31 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
const apply = (m: readonly (readonly number[])[], v: readonly number[]): number[] =>
  m.map((row) => row.reduce((sum, x, i) => sum + x * v[i]!, 0));

/** OKLab (Ottosson 2020): equal distances look about equally different. */
function oklab(rgb: readonly number[]): number[] {
  const cone = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map((v) => Math.min(1, Math.max(0, v))),
  ).map(Math.cbrt);
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cone,
  );
}

/** Complete colour blindness as simulated by Machado, Oliveira and Fernandes (2009), on linear RGB. */
const VISION: Record<string, readonly (readonly number[])[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function nearestPair(colours: readonly Rgb[], vision: string): number {
  const seen = colours.map((rgb) => oklab(apply(VISION[vision]!, linear(rgb))));
  let nearest = Infinity;
  seen.forEach((a, i) =>
    seen.slice(0, i).forEach((b) => {
      nearest = Math.min(nearest, Math.hypot(...a.map((x, c) => x - b[c]!)));
    }),
  );
  return nearest;
}

const luminance = (rgb: Rgb): number => apply([[0.2126, 0.7152, 0.0722]], linear(rgb))[0]!;
function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
const GROUND: Record<'light' | 'dark', Rgb> = { light: [255, 255, 255], dark: [22, 24, 28] };

describe.each(SCHEMES)('category colours on a %s ground', (scheme) => {
  const palette = CATEGORY_COLOURS[scheme];

  test('are twenty and stand out from the ground (WCAG 2.2, 1.4.11: 3 to 1)', () => {
    expect(palette).toHaveLength(20);
    for (const colour of palette) {
      expect(contrast(colour, GROUND[scheme])).toBeGreaterThanOrEqual(3);
    }
  });

  // 0.02 in OKLab is just noticeable side by side; the bounds are what the search for the palette reached, rounded down.
  test.each(Object.keys(VISION))(
    'are distinct for %s vision, the first eight clearly',
    (vision) => {
      expect(nearestPair(palette.slice(0, 8), vision)).toBeGreaterThan(0.09);
      expect(nearestPair(palette, vision)).toBeGreaterThan(0.035);
    },
  );
});

describe.each(SCHEMES)('ramps on a %s ground', (scheme) => {
  test.each(['viridis', 'cividis'] as const)('%s rises evenly in lightness', (ramp) => {
    const lightness = Array.from(
      { length: 21 },
      (_, i) => oklab(linear(rampColour(ramp, scheme, i / 20)))[0]!,
    );
    const steps = lightness.slice(1).map((l, i) => l - lightness[i]!);
    const mean = (lightness[20]! - lightness[0]!) / 20;
    for (const step of steps) {
      // Ten stops, mixed in sRGB and rounded to bytes, wobble about the even step.
      expect(step).toBeGreaterThan(0.4 * mean);
      expect(step).toBeLessThan(1.8 * mean);
    }
  });
});

const category = (codes: number[], levels: string[]): CategoryColumn => ({
  kind: 'category',
  name: 'kind',
  levels,
  codes: Int32Array.from(codes),
});
const pixel = (colours: Uint8Array, item: number): number[] => [
  ...colours.subarray(4 * item, 4 * item + 3),
];
function categoryLegend(legend: LegendModel) {
  if (legend.kind !== 'category') throw new Error(`a ${legend.kind} legend`);
  return legend;
}

test('categories: colours by level, counts, missing values grey and listed', () => {
  const column = category([0, 1, 0, -1], ['noun', 'verb']);
  const { colours, shapes, hidden, legend } = colourBy(column, 4, { scheme: 'light' });
  expect(pixel(colours, 0)).toEqual(CATEGORY_COLOURS.light[0]);
  expect(pixel(colours, 1)).toEqual(CATEGORY_COLOURS.light[1]);
  expect(pixel(colours, 3)).toEqual(MISSING.light);
  expect([shapes, hidden]).toEqual([null, null]);
  expect(categoryLegend(legend).levels.map((l) => [l.label, l.count])).toEqual([
    ['noun', 2],
    ['verb', 1],
    ['missing', 1],
  ]);
});

test('categories: levels switched off are marked, also the missing one', () => {
  const column = category([0, 1, -1], ['noun', 'verb']);
  const { hidden, legend } = colourBy(column, 3, { scheme: 'dark', hidden: new Set([1, -1]) });
  expect([...hidden!]).toEqual([0, 1, 1]);
  expect(categoryLegend(legend).levels.map((l) => l.hidden)).toEqual([false, true, true]);
});

test('many categories: 20 colours, then the same with other shapes, then one grey, all listed', () => {
  const n = COLOURED_LEVELS + 5;
  const column = category(
    Array.from({ length: n }, (_, i) => i),
    Array.from({ length: n }, (_, i) => `level ${i}`),
  );
  const { colours, shapes, legend } = colourBy(column, n, { scheme: 'light' });
  expect(pixel(colours, 20)).toEqual(pixel(colours, 0));
  expect([shapes![0], shapes![20]]).toEqual([0, 1]);
  expect(pixel(colours, n - 1)).toEqual(OTHER.light);
  const { levels, grouped } = categoryLegend(legend);
  expect(levels).toHaveLength(n);
  expect(grouped).toBe(5);
  const looks = levels.slice(0, COLOURED_LEVELS).map((l) => `${l.colour} ${l.shape}`);
  expect(new Set(looks).size).toBe(20 * SHAPES.length);
});

test('numbers: ends of the ramp at the extremes, missing grey, infinities at the ends', () => {
  const values = Float64Array.of(-2, 6, NaN, Infinity, -Infinity, 2);
  const column = { kind: 'number', name: 'x', values } as const;
  const { colours, legend } = colourBy(column, 6, { scheme: 'light' });
  const [low, high] = [rampColour('viridis', 'light', 0), rampColour('viridis', 'light', 1)];
  expect(pixel(colours, 0)).toEqual(low);
  expect(pixel(colours, 1)).toEqual(high);
  expect(pixel(colours, 2)).toEqual(MISSING.light);
  expect(pixel(colours, 3)).toEqual(high);
  expect(pixel(colours, 4)).toEqual(low);
  // The middle falls between two of 256 steps.
  expect(pixel(colours, 5)).toEqual(rampColour('viridis', 'light', 128 / 255));
  expect(legend).toMatchObject({ kind: 'number', min: -2, max: 6, missing: 1 });
  const turned = colourBy(column, 6, { scheme: 'light', reversed: true });
  expect(pixel(turned.colours, 0)).toEqual(high);
});

test('numbers without any value and with one value only', () => {
  const colour = (values: number[]) =>
    colourBy({ kind: 'number', name: 'x', values: Float64Array.from(values) }, values.length, {
      scheme: 'light',
    });
  expect(colour([NaN, NaN]).legend).toMatchObject({ min: NaN, max: NaN, missing: 2 });
  expect(pixel(colour([5, 5]).colours, 0)).toEqual(rampColour('viridis', 'light', 128 / 255));
  const wide = colour([-1.7e308, 1.7e308]).colours;
  expect(pixel(wide, 1)).toEqual(rampColour('viridis', 'light', 1));
});

test('legend: search, toggle and isolate', () => {
  const column = category([0, 1, 2], ['river', 'stream', 'bank']);
  const { levels } = categoryLegend(colourBy(column, 3, { scheme: 'light' }).legend);
  expect(filterLevels(levels, ' R ').map((l) => l.label)).toEqual(['river', 'stream']);
  expect([...toggleLevel(new Set([1]), 1)]).toEqual([]);
  expect([...toggleLevel(new Set([1]), 2)]).toEqual([1, 2]);
  const alone = isolateLevel(levels, new Set([1]), 1);
  expect([...alone]).toEqual([0, 2]);
  expect([...isolateLevel(levels, alone, 1)]).toEqual([]);
});

test("the file's own colours go before ours; levels without one keep ours", () => {
  const column: CategoryColumn = {
    ...{ kind: 'category', name: 'cluster', levels: ['T', 'B', 'NK'] },
    codes: Int32Array.of(0, 1, 2, 0),
    colours: ['#ff0080', null, '#00ff00'],
  };
  for (const scheme of SCHEMES) {
    const { colours, shapes, legend } = colourBy(column, 4, { scheme });
    expect([...colours.subarray(0, 4)]).toEqual([255, 0, 128, 255]);
    expect([...colours.subarray(4, 7)]).toEqual(CATEGORY_COLOURS[scheme][1]);
    expect(shapes).toBeNull();
    expect(legend).toMatchObject({ kind: 'category', isOwn: true, grouped: 0 });
  }
  const { kind, name, levels, codes } = column;
  expect(colourBy({ kind, name, levels, codes }, 4, { scheme: 'light' }).legend).toMatchObject({
    isOwn: false,
  });
});

test('a hundred levels with colours of their own share no grey', () => {
  const n = COLOURED_LEVELS + 60;
  const column: CategoryColumn = {
    ...{ kind: 'category', name: 'cluster', levels: Array.from({ length: n }, (_, i) => `${i}`) },
    codes: Int32Array.from({ length: n }, (_, i) => i),
    colours: Array.from({ length: n }, (_, i) => `#0000${(i % 256).toString(16).padStart(2, '0')}`),
  };
  const { legend } = colourBy(column, n, { scheme: 'dark' });
  expect(legend).toMatchObject({ grouped: 0 });
});
