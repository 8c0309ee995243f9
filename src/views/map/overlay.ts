import type { PlacedLabel } from './labels.ts';
import type { Polygon } from './lasso.ts';
import { cssColour, type Rgb } from './palette.ts';
import type { MapTheme } from './theme.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What is drawn above the points in one frame; CSS pixels. */
export interface OverlayPicture {
  readonly labels: readonly PlacedLabel[];
  /** From the selected item to each of its neighbours that is in sight. */
  readonly lines: { readonly from: Spot; readonly to: readonly Spot[] } | null;
  /** The item under the pointer. */
  readonly hover: (Spot & { readonly radius: number }) | null;
  /** The outline being drawn with the box or lasso tool. */
  readonly outline: Polygon | null;
  /** Named axes as seen from the camera: screen directions of unit length or shorter. */
  readonly axes: readonly { readonly name: string; readonly dx: number; readonly dy: number }[];
}

const FONT_SIZE = 11.5;
export const LABEL_LINE = 15;
/** Of the letters themselves, without the room between lines. */
export const LABEL_HEIGHT = 11;

/** A 2-D canvas above the points for everything that is line or text. Text is painted, never parsed as HTML. */
export class Overlay {
  readonly canvas = document.createElement('canvas');
  private readonly brush = this.canvas.getContext('2d')!;
  private readonly widths = new Map<string, number>();
  private width = 0;
  private height = 0;

  constructor(private theme: MapTheme) {}

  setTheme(theme: MapTheme): void {
    if (theme.font !== this.theme.font) this.widths.clear();
    this.theme = theme;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * pixelRatio);
    this.canvas.height = Math.round(height * pixelRatio);
    this.brush.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  }

  /** Width of a label in CSS pixels. */
  measure(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) {
      this.brush.font = this.font();
      width = this.brush.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }

  draw(picture: OverlayPicture): void {
    this.brush.clearRect(0, 0, this.width, this.height);
    if (picture.lines) this.drawLines(picture.lines);
    this.drawLabels(picture.labels);
    if (picture.hover) this.drawHover(picture.hover);
    if (picture.outline) this.drawOutline(picture.outline);
    this.drawAxes(picture.axes);
  }

  private font(): string {
    return `${FONT_SIZE}px ${this.theme.font}`;
  }

  private drawLines({ from, to }: NonNullable<OverlayPicture['lines']>): void {
    const { brush } = this;
    brush.strokeStyle = translucent(this.theme.accent, 0.85);
    brush.lineWidth = 1.75;
    brush.beginPath();
    for (const end of to) {
      brush.moveTo(from.x, from.y);
      brush.lineTo(end.x, end.y);
    }
    brush.stroke();
  }

  private drawLabels(labels: readonly PlacedLabel[]): void {
    const { brush } = this;
    brush.font = this.font();
    brush.textBaseline = 'middle';
    brush.textAlign = 'left';
    brush.lineJoin = 'round';
    // As wide as the gaps between and inside letters, so that what lies behind never shows through a word.
    brush.lineWidth = 5;
    brush.strokeStyle = cssColour(this.theme.background);
    brush.fillStyle = cssColour(this.theme.text);
    for (const { text, left, middle } of labels) {
      brush.strokeText(text, left, middle);
      brush.fillText(text, left, middle);
    }
  }

  private drawHover({ x, y, radius }: NonNullable<OverlayPicture['hover']>): void {
    const { brush } = this;
    brush.beginPath();
    brush.arc(x, y, radius + 3, 0, 2 * Math.PI);
    brush.lineWidth = 3.5;
    brush.strokeStyle = translucent(this.theme.background, 0.8);
    brush.stroke();
    brush.lineWidth = 1.5;
    brush.strokeStyle = cssColour(this.theme.text);
    brush.stroke();
  }

  private drawOutline(outline: Polygon): void {
    const { brush } = this;
    brush.beginPath();
    for (let i = 0; i + 1 < outline.length; i += 2) brush.lineTo(outline[i]!, outline[i + 1]!);
    brush.closePath();
    brush.fillStyle = translucent(this.theme.accent, 0.08);
    brush.fill();
    brush.lineWidth = 1.25;
    brush.setLineDash([4, 3]);
    brush.strokeStyle = cssColour(this.theme.accent);
    brush.stroke();
    brush.setLineDash([]);
  }

  /** A small cross of named directions in the lower left corner. */
  private drawAxes(axes: OverlayPicture['axes']): void {
    if (axes.length === 0) return;
    const { brush } = this;
    brush.font = `10.5px ${this.theme.font}`;
    // Room for a name on the left as well.
    const widest = Math.max(...axes.map(({ name }) => brush.measureText(name).width));
    const [x, y, length] = [widest + 36, this.height - 44, 26];
    brush.textBaseline = 'middle';
    brush.lineWidth = 1;
    brush.strokeStyle = translucent(this.theme.muted, 0.7);
    brush.fillStyle = cssColour(this.theme.muted);
    for (const { name, dx, dy } of axes) {
      // An axis that points at the viewer has no room for its name.
      if (Math.hypot(dx, dy) < 0.25) continue;
      brush.beginPath();
      brush.moveTo(x, y);
      brush.lineTo(x + dx * length, y + dy * length);
      brush.stroke();
      brush.textAlign = Math.abs(dx) < 0.35 ? 'center' : dx < 0 ? 'right' : 'left';
      brush.fillText(name, x + dx * length + Math.sign(dx) * 4, y + dy * (length + 9));
    }
  }
}

const translucent = ([r, g, b]: Rgb, alpha: number): string => `rgb(${r} ${g} ${b} / ${alpha})`;
