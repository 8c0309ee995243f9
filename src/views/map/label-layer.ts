import { placeLabels, withoutOverlaps, type MapLabel, type PlacedLabel } from './labels.ts';
import { LABEL_HEIGHT, LABEL_LINE, type Spot } from './overlay.ts';
import { DIMMED, HIT, SELECTED } from './state.ts';

export interface LabelPane {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** Time of the placement, ms. */
  readonly now: number;
}

/** One label for so much of the pane, in square CSS pixels: enough to orient, not enough to clutter. */
const AREA_PER_LABEL = 14_000;
/** More candidates than this never find room. */
const MOST_CANDIDATES = 1500;

/**
 * The labels of a map: placed anew when it rests, carried along with their points while it moves. One that is carried
 * onto another goes, and stays away until they are placed anew: coming and going would flicker.
 */
export class LabelLayer {
  placedAt = -Infinity;
  private sorted: readonly MapLabel[] = [];
  private placed: readonly PlacedLabel[] = [];

  constructor(private readonly measure: (text: string) => number) {}

  set(labels: readonly MapLabel[]): void {
    this.sorted = [...labels].sort((a, b) => b.priority - a.priority || a.item - b.item);
    this.placed = [];
  }

  /** Items whose labels are shown. */
  get items(): readonly number[] {
    return this.placed.map(({ item }) => item);
  }

  /** Chooses what is shown. Selected items and hits go first; dimmed and unseen items get no label. */
  place(
    pane: LabelPane,
    spot: (item: number) => Spot | null,
    state: (item: number) => number,
  ): void {
    const first: (MapLabel & Spot)[] = [];
    const then: (MapLabel & Spot)[] = [];
    for (const label of this.sorted) {
      if (first.length + then.length >= MOST_CANDIDATES) break;
      const bits = state(label.item);
      if (bits & DIMMED) continue;
      const at = spot(label.item);
      if (!at || at.x < 0 || at.y < 0 || at.x > pane.width || at.y > pane.height) continue;
      const group = bits & (SELECTED | HIT) ? first : then;
      group.push({ ...label, ...at });
    }
    const limit = Math.ceil((pane.width * pane.height) / AREA_PER_LABEL);
    const { measure } = this;
    // Priorities within the two groups are already in order: their rank replaces them.
    const ranked = [...first, ...then].map((label, i) => ({
      ...label,
      priority: -i,
      // Measuring is slow, and most labels are never tried.
      get width() {
        return measure(label.text);
      },
    }));
    this.placed = placeLabels(ranked, { ...pane, limit, lineHeight: LABEL_LINE });
    this.placedAt = pane.now;
  }

  /** The chosen labels at the present places of their items, those of higher rank before those they would cover. */
  follow(spot: (item: number) => Spot | null): PlacedLabel[] {
    const moved = this.placed.flatMap((label) => {
      const at = spot(label.item);
      if (!at) return [];
      const [dx, dy] = [at.x - label.x, at.y - label.y];
      return [{ ...label, ...at, left: label.left + dx, middle: label.middle + dy }];
    });
    this.placed = withoutOverlaps(moved, LABEL_HEIGHT);
    return [...this.placed];
  }
}
