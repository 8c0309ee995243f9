import type { CategoryColumn, Column, NumberColumn } from '../../data/dataset.ts';
import {
  CATEGORY_COLOURS,
  hexColour,
  MISSING,
  OTHER,
  PLAIN,
  rampColour,
  SHAPES,
  type RampName,
  type Rgb,
  type Scheme,
  type Shape,
} from './palette.ts';

export interface ColourOptions {
  readonly scheme: Scheme;
  readonly ramp?: RampName;
  /** Numbers: the largest value gets the first colour of the ramp. */
  readonly reversed?: boolean;
  /** Categories: levels dimmed in the legend (index into `levels`; -1 for missing values). */
  readonly hidden?: ReadonlySet<number>;
}

export interface LegendLevel {
  /** Index into the column's levels; -1 for missing values. */
  readonly level: number;
  readonly label: string;
  readonly count: number;
  readonly colour: Rgb;
  readonly shape: Shape;
  /** One of the levels that share the colour `OTHER`. */
  readonly grouped: boolean;
  readonly hidden: boolean;
}

/** What the legend shows; data only. */
export type LegendModel =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly levels: readonly LegendLevel[];
      /** How many levels share one colour because there are too many. */
      readonly grouped: number;
      /** Whether the colours are the file's own. */
      readonly isOwn: boolean;
    }
  | {
      readonly kind: 'number';
      readonly name: string;
      /** Smallest and largest finite value; both NaN when there is none. */
      readonly min: number;
      readonly max: number;
      readonly ramp: RampName;
      readonly reversed: boolean;
      readonly scheme: Scheme;
      readonly missing: number;
    };

export interface Colouring {
  /** rows x 4, 8-bit sRGB and alpha. */
  readonly colours: Uint8Array<ArrayBuffer>;
  /** Index into SHAPES for each item; null when all are circles. */
  readonly shapes: Uint8Array<ArrayBuffer> | null;
  /** 1 for each item whose level is switched off; null when none is. */
  readonly hidden: Uint8Array<ArrayBuffer> | null;
  readonly legend: LegendModel;
}

/** Colour and shape of level i: 20 colours as circles, then again for each further shape, then `OTHER`. */
export const COLOURED_LEVELS = 20 * SHAPES.length;

/** Whether a column can colour the map. */
export function isColourable(column: Column): column is CategoryColumn | NumberColumn {
  return column.kind === 'category' || column.kind === 'number';
}

/**
 * Colours of all items and the legend that explains them.
 * @param column what to colour by; null colours all items alike
 */
export function colourBy(
  column: CategoryColumn | NumberColumn | null,
  rows: number,
  options: ColourOptions,
): Colouring {
  if (column === null) {
    const colours = new Uint8Array(rows * 4);
    for (let i = 0; i < rows; i++) paint(colours, i, PLAIN[options.scheme]);
    return { colours, shapes: null, hidden: null, legend: { kind: 'none' } };
  }
  return column.kind === 'category'
    ? colourCategories(column, options)
    : colourNumbers(column, options);
}

function colourCategories(column: CategoryColumn, options: ColourOptions): Colouring {
  const { codes } = column;
  const { scheme, hidden } = options;
  const counts = new Uint32Array(column.levels.length + 1);
  for (const code of codes) counts[code + 1]!++;
  const levels = column.levels.map((label, level) =>
    legendLevel(level, label, counts[level + 1]!, column.colours?.[level] ?? null, options),
  );
  if (counts[0]! > 0) {
    levels.push({
      level: -1,
      label: 'missing',
      count: counts[0]!,
      colour: MISSING[scheme],
      shape: 'circle',
      grouped: false,
      hidden: hidden?.has(-1) ?? false,
    });
  }

  const colours = new Uint8Array(codes.length * 4);
  const shapes = levels.some((entry) => entry.shape !== 'circle')
    ? new Uint8Array(codes.length)
    : null;
  const off = levels.some((entry) => entry.hidden) ? new Uint8Array(codes.length) : null;
  const missing = levels.length - 1;
  const shapeNumbers = levels.map((entry) => SHAPES.indexOf(entry.shape));
  codes.forEach((code, i) => {
    const k = code < 0 ? missing : code;
    paint(colours, i, levels[k]!.colour);
    if (shapes) shapes[i] = shapeNumbers[k]!;
    if (off && levels[k]!.hidden) off[i] = 1;
  });
  const grouped = levels.filter((entry) => entry.grouped).length;
  const isOwn = column.colours?.some((colour) => colour !== null) ?? false;
  return {
    colours,
    shapes,
    hidden: off,
    legend: { kind: 'category', name: column.name, levels, grouped, isOwn },
  };
}

function legendLevel(
  level: number,
  label: string,
  count: number,
  own: string | null,
  { scheme, hidden }: ColourOptions,
): LegendLevel {
  const palette = CATEGORY_COLOURS[scheme];
  const isHidden = hidden?.has(level) ?? false;
  if (own) {
    const colour = hexColour(own);
    return { level, label, count, colour, shape: 'circle', grouped: false, hidden: isHidden };
  }
  const grouped = level >= COLOURED_LEVELS;
  return {
    level,
    label,
    count,
    colour: grouped ? OTHER[scheme] : palette[level % palette.length]!,
    shape: grouped ? 'circle' : SHAPES[Math.floor(level / palette.length)]!,
    grouped,
    hidden: isHidden,
  };
}

function colourNumbers(column: NumberColumn, options: ColourOptions): Colouring {
  const { scheme, ramp = 'viridis', reversed = false } = options;
  const { values } = column;
  let [min, max, missing] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (Number.isNaN(value)) missing++;
    else if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) [min, max] = [NaN, NaN];
  const table = Array.from({ length: 256 }, (_, i) =>
    rampColour(ramp, scheme, reversed ? 1 - i / 255 : i / 255),
  );
  const colours = new Uint8Array(values.length * 4);
  values.forEach((value, i) => {
    paint(
      colours,
      i,
      Number.isNaN(value) ? MISSING[scheme] : table[Math.round(255 * share(value, min, max))]!,
    );
  });
  return {
    colours,
    shapes: null,
    hidden: null,
    legend: { kind: 'number', name: column.name, min, max, ramp, reversed, scheme, missing },
  };
}

/** Place of a value between min and max, 0..1; infinities lie at the ends, a single value in the middle. */
function share(value: number, min: number, max: number): number {
  if (value === Infinity) return 1;
  if (value === -Infinity) return 0;
  // Halved first: the difference of two float64 may overflow.
  return max > min ? (value / 2 - min / 2) / (max / 2 - min / 2) : 0.5;
}

function paint(colours: Uint8Array, item: number, [r, g, b]: Rgb): void {
  colours[4 * item] = r;
  colours[4 * item + 1] = g;
  colours[4 * item + 2] = b;
  colours[4 * item + 3] = 255;
}

/** Legend entries whose label contains `text` (case does not matter). */
export function filterLevels(levels: readonly LegendLevel[], text: string): readonly LegendLevel[] {
  const needle = text.trim().toLowerCase();
  return needle === ''
    ? levels
    : levels.filter(({ label }) => label.toLowerCase().includes(needle));
}

/** The set of hidden levels after a click on one: it toggles. */
export function toggleLevel(hidden: ReadonlySet<number>, level: number): ReadonlySet<number> {
  const next = new Set(hidden);
  if (!next.delete(level)) next.add(level);
  return next;
}

/** The set of hidden levels after Alt-click on one: only it stays; again, and all come back. */
export function isolateLevel(
  levels: readonly LegendLevel[],
  hidden: ReadonlySet<number>,
  level: number,
): ReadonlySet<number> {
  const others = levels.filter((entry) => entry.level !== level).map((entry) => entry.level);
  const alone = !hidden.has(level) && others.every((other) => hidden.has(other));
  return new Set(alone ? [] : others);
}
