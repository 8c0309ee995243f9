import type { Rgb, Scheme } from './palette.ts';

/** The few colours the map takes from the page. */
export interface MapTheme {
  readonly scheme: Scheme;
  readonly background: Rgb;
  readonly text: Rgb;
  readonly muted: Rgb;
  readonly accent: Rgb;
  /** CSS font family of labels. */
  readonly font: string;
}

export const THEMES: Record<Scheme, MapTheme> = {
  light: {
    scheme: 'light',
    background: [255, 255, 255],
    text: [28, 31, 36],
    muted: [98, 103, 112],
    accent: [31, 95, 191],
    font: 'system-ui, sans-serif',
  },
  dark: {
    scheme: 'dark',
    background: [22, 24, 28],
    text: [231, 233, 237],
    muted: [154, 159, 168],
    accent: [110, 168, 254],
    font: 'system-ui, sans-serif',
  },
};

/** The theme from the CSS variables --bg, --text, --muted, --accent and --font at an element, else the defaults. */
export function readTheme(element: Element, scheme: Scheme): MapTheme {
  const style = getComputedStyle(element);
  const fallback = THEMES[scheme];
  const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colour = (name: string, otherwise: Rgb): Rgb => {
    const value = style.getPropertyValue(name).trim();
    if (!brush || value === '' || !CSS.supports('color', value)) return otherwise;
    // Painting one pixel turns any CSS colour notation into sRGB bytes.
    brush.fillStyle = value;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b] = brush.getImageData(0, 0, 1, 1).data;
    return [r!, g!, b!];
  };
  return {
    scheme,
    background: colour('--bg', fallback.background),
    text: colour('--text', fallback.text),
    muted: colour('--muted', fallback.muted),
    accent: colour('--accent', fallback.accent),
    font: style.getPropertyValue('--font').trim() || fallback.font,
  };
}
