/** Light or dark: every colour on the map has one value for each. */
export type Scheme = 'light' | 'dark';

/** 8-bit sRGB. */
export type Rgb = readonly [number, number, number];

/** Marker shapes, drawn by the point shader; the number is what the shader gets. */
export const SHAPES = [
  'circle',
  'square',
  'triangle',
  'diamond',
  'plus',
  'cross',
  'triangle-down',
] as const;
export type Shape = (typeof SHAPES)[number];

/**
 * Twenty category colours for a white and twenty for a dark ground; number i has about the same hue in both.
 * Found by search (maximin distance in OKLab over normal, deuteranope, protanope and tritanope vision as simulated
 * by Machado et al. 2009, with a contrast of 3:1 or more against the ground): `colour.test.ts` measures them.
 */
export const CATEGORY_COLOURS: Record<Scheme, readonly Rgb[]> = {
  light: hexList(
    '1b3c9f bd4700 00a686 884b76 bb8b12 9982f5 8b0000 0075b9 5f1880 6a2c2a',
    '5b7a8c 6f9761 8c2f53 8f7f3c 725b45 5c659e 6e3c89 647fb6 647232 349181',
  ),
  dark: hexList(
    '668be0 f4a653 59bea9 b15e9f e4e171 bba5ff d9715b 81e2ff 8e54af 9c5e5a',
    '9dbbcc b9e0ac c56c89 d3c488 ac9580 99a4db a476bf aac4fa a1b075 87d6c6',
  ),
};

/** Points without a value. */
export const MISSING: Record<Scheme, Rgb> = { light: [176, 178, 184], dark: [92, 95, 102] };

/** Points of the levels that have no colour of their own. */
export const OTHER: Record<Scheme, Rgb> = { light: [125, 128, 136], dark: [138, 141, 150] };

/** All points when nothing is coloured. */
export const PLAIN: Record<Scheme, Rgb> = { light: [64, 92, 138], dark: [138, 170, 222] };

export type RampName = 'viridis' | 'cividis';

const STOPS: Record<RampName, readonly Rgb[]> = {
  // Ten evenly spaced stops of matplotlib's tables (CC0): even steps of lightness, legible without colour vision.
  viridis: hexList('440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725'),
  cividis: hexList('00204d 00336f 39486b 575c6d 707173 8a8779 a69d75 c4b56c e4cf5b ffea46'),
};

/** The part of a ramp that stands out from the ground: no pale yellow on white, no deep violet on black. */
const LEGIBLE: Record<Scheme, readonly [number, number]> = { light: [0, 0.88], dark: [0.22, 1] };

/** Colour at t in 0..1 along a ramp. */
export function rampColour(ramp: RampName, scheme: Scheme, t: number): Rgb {
  const [low, high] = LEGIBLE[scheme];
  const stops = STOPS[ramp];
  const place = (low + (high - low) * Math.min(1, Math.max(0, t))) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const share = place - i;
  const mix = (c: 0 | 1 | 2): number =>
    Math.round(stops[i]![c] + (stops[i + 1]![c] - stops[i]![c]) * share);
  return [mix(0), mix(1), mix(2)];
}

export const cssColour = ([r, g, b]: Rgb): string => `rgb(${r} ${g} ${b})`;

function hexList(...lines: string[]): Rgb[] {
  return lines.join(' ').split(' ').map(hexColour);
}

/** "1b3c9f" or "#1b3c9f" */
export function hexColour(hex: string): Rgb {
  const value = Number.parseInt(hex.replace('#', ''), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
