/** A text that may stand beside its item. */
export interface MapLabel {
  readonly item: number;
  readonly text: string;
  /** Higher goes first. */
  readonly priority: number;
}

export interface Candidate extends MapLabel {
  /** Place of the item on the pane, CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Width of the text, CSS pixels. */
  readonly width: number;
}

export interface PlacedLabel extends Candidate {
  /** Left end and middle line of the text. */
  readonly left: number;
  readonly middle: number;
}

export interface LabelRoom {
  readonly width: number;
  readonly height: number;
  readonly lineHeight: number;
  /** Distance from the middle of the point to the text. */
  readonly gap: number;
  /** At most so many labels. */
  readonly limit: number;
}

const MARGIN = 3;
const CELL = 48;

/**
 * Greedy placement without overlap: by falling priority (then lower index), each text tries the right of its
 * point, the left, above and below, and is left out when none is free. As one zooms in, points part and more
 * texts find room.
 */
export function placeLabels(candidates: readonly Candidate[], room: LabelRoom): PlacedLabel[] {
  const order = [...candidates].sort((a, b) => b.priority - a.priority || a.item - b.item);
  const taken = new Taken();
  const placed: PlacedLabel[] = [];
  for (const candidate of order) {
    if (placed.length >= room.limit) break;
    for (const [left, middle] of spots(candidate, room)) {
      const label = { ...candidate, left, middle };
      const box = boxAround(label, room.lineHeight, MARGIN);
      const inside =
        box.left >= 0 && box.right <= room.width && box.top >= 0 && box.bottom <= room.height;
      if (!inside || !taken.take(box)) continue;
      placed.push(label);
      break;
    }
  }
  return placed;
}

/**
 * Those labels that none before them overlaps: what is left of placed labels once their points have moved.
 * @param height of the text, CSS pixels
 */
export function withoutOverlaps(labels: readonly PlacedLabel[], height: number): PlacedLabel[] {
  const taken = new Taken();
  return labels.filter((label) => taken.take(boxAround(label, height, 0)));
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxAround = ({ left, middle, width }: PlacedLabel, height: number, margin: number): Box => ({
  left: left - margin,
  right: left + width + margin,
  top: middle - height / 2,
  bottom: middle + height / 2,
});

function spots({ x, y, width }: Candidate, { gap, lineHeight }: LabelRoom): [number, number][] {
  return [
    [x + gap, y],
    [x - gap - width, y],
    [x - width / 2, y - gap - lineHeight / 2],
    [x - width / 2, y + gap + lineHeight / 2],
  ];
}

/** Boxes that do not overlap, found by the grid cells they touch. */
class Taken {
  private readonly boxes = new Map<number, Box[]>();

  /** Takes the room of a box. @returns false where it is taken already, if only in part */
  take(box: Box): boolean {
    const keys = cells(box);
    const near = keys.flatMap((key) => this.boxes.get(key) ?? []);
    if (near.some((other) => overlap(box, other))) return false;
    for (const key of keys) {
      const list = this.boxes.get(key);
      if (list) list.push(box);
      else this.boxes.set(key, [box]);
    }
    return true;
  }
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Keys of the grid cells a box touches; 65,536 columns are more than any pane has. */
function cells(box: Box): number[] {
  const keys: number[] = [];
  for (let row = Math.floor(box.top / CELL); row * CELL < box.bottom; row++) {
    for (let column = Math.floor(box.left / CELL); column * CELL < box.right; column++) {
      keys.push(row * 65_536 + column);
    }
  }
  return keys;
}
