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
  const taken = new Map<number, Box[]>();
  const placed: PlacedLabel[] = [];
  for (const candidate of order) {
    if (placed.length >= room.limit) break;
    for (const [left, middle] of spots(candidate, room)) {
      const box: Box = {
        left: left - MARGIN,
        right: left + candidate.width + MARGIN,
        top: middle - room.lineHeight / 2,
        bottom: middle + room.lineHeight / 2,
      };
      const inside =
        box.left >= 0 && box.right <= room.width && box.top >= 0 && box.bottom <= room.height;
      if (!inside || collides(taken, box)) continue;
      for (const cell of cells(box)) {
        const list = taken.get(cell);
        if (list) list.push(box);
        else taken.set(cell, [box]);
      }
      placed.push({ ...candidate, left, middle });
      break;
    }
  }
  return placed;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function spots({ x, y, width }: Candidate, { gap, lineHeight }: LabelRoom): [number, number][] {
  return [
    [x + gap, y],
    [x - gap - width, y],
    [x - width / 2, y - gap - lineHeight / 2],
    [x - width / 2, y + gap + lineHeight / 2],
  ];
}

function collides(taken: ReadonlyMap<number, readonly Box[]>, box: Box): boolean {
  for (const cell of cells(box)) {
    for (const other of taken.get(cell) ?? []) {
      const apart =
        box.right <= other.left ||
        other.right <= box.left ||
        box.bottom <= other.top ||
        other.bottom <= box.top;
      if (!apart) return true;
    }
  }
  return false;
}

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
