import type { SelectMode } from '../../state/selection.ts';
import { boxPolygon, type Polygon } from './lasso.ts';

export type Tool = 'orbit' | 'box' | 'lasso';

/** What the gestures of a person mean; places are CSS pixels from the upper left corner of the map. */
export interface GestureTarget {
  tool(): Tool;
  orbitBy(dx: number, dy: number): void;
  panBy(dx: number, dy: number): void;
  /** `factor` over 1 comes nearer. */
  zoomBy(factor: number, x: number, y: number): void;
  /** The outline of the box or lasso under way; null when there is none any more. */
  outlineChanged(outline: Polygon | null): void;
  outlineClosed(outline: Polygon, mode: SelectMode | null): void;
  /** The pointer rests or moves over the map without a button; null when it left. */
  pointerAt(place: { x: number; y: number } | null): void;
  /** `radius`: how far from a point a click still means it. */
  clicked(x: number, y: number, radius: number, mode: SelectMode | null): void;
  doubleClicked(x: number, y: number, radius: number): void;
  /** Enter: the item in the middle of the view is meant. */
  centreChosen(): void;
  cancelled(): void;
  reset(): void;
}

interface Pointer {
  x: number;
  y: number;
}

const CLICK_SLACK = { mouse: 4, touch: 10 } as const;
const PICK_RADIUS = { mouse: 10, touch: 22 } as const;
const DOUBLE_MS = 350;
const KEY_STEP = 24;

type Drag = 'none' | 'orbit' | 'pan' | 'box' | 'lasso' | 'pinch';

/**
 * Mouse, pen, touch and keyboard of the map. Left drag turns (or draws with the box and lasso tools), right or Shift
 * drag moves, the wheel and two fingers zoom; Shift adds and Alt removes while selecting.
 */
export class Gestures {
  private readonly pointers = new Map<number, Pointer>();
  private readonly listening = new AbortController();
  private drag: Drag = 'none';
  private travelled = 0;
  private start: Pointer = { x: 0, y: 0 };
  private path: number[] = [];
  private lastClick = { x: 0, y: 0, time: -Infinity };

  constructor(
    private readonly element: HTMLElement,
    private readonly target: GestureTarget,
  ) {
    const { signal } = this.listening;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ): void => element.addEventListener(type, listener, { signal, passive: false });
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.up(event));
    on('pointercancel', (event) => this.lost(event));
    on('lostpointercapture', (event) => this.lost(event));
    on('pointerleave', () => this.target.pointerAt(null));
    on('wheel', (event) => this.wheel(event));
    on('contextmenu', (event) => event.preventDefault());
    on('keydown', (event) => this.key(event));
  }

  dispose(): void {
    this.listening.abort();
  }

  private down(event: PointerEvent): void {
    this.element.focus({ preventScroll: true });
    const place = this.place(event);
    this.pointers.set(event.pointerId, place);
    this.element.setPointerCapture(event.pointerId);
    this.target.pointerAt(null);
    if (this.pointers.size === 2) {
      this.dropOutline();
      this.drag = 'pinch';
      return;
    }
    if (this.pointers.size > 2) return;
    this.start = { ...place };
    this.travelled = 0;
    this.drag = this.dragFor(event);
    this.path = [place.x, place.y];
  }

  private dragFor(event: PointerEvent): Drag {
    const tool = this.target.tool();
    if (event.button !== 0) return 'pan';
    if (tool === 'orbit') return event.shiftKey ? 'pan' : 'orbit';
    return tool;
  }

  private move(event: PointerEvent): void {
    const place = this.place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== 'touch') this.target.pointerAt(place);
      return;
    }
    if (this.drag === 'pinch') return this.pinch(event.pointerId, place);
    const dx = place.x - before.x;
    const dy = place.y - before.y;
    this.pointers.set(event.pointerId, place);
    const slack = CLICK_SLACK[kind(event)];
    const wasClick = this.travelled <= slack;
    const away = Math.hypot(place.x - this.start.x, place.y - this.start.y);
    this.travelled = Math.max(this.travelled, away);
    if (this.travelled <= slack) return;
    // The first step catches up with what the slack held back, so that the map does not lag behind the hand.
    const [stepX, stepY] = wasClick ? [place.x - this.start.x, place.y - this.start.y] : [dx, dy];
    switch (this.drag) {
      case 'orbit':
        return this.target.orbitBy(stepX, stepY);
      case 'pan':
        return this.target.panBy(stepX, stepY);
      case 'box':
      case 'lasso':
        if (this.drag === 'lasso') this.path.push(place.x, place.y);
        return this.target.outlineChanged(this.outline(place));
    }
  }

  private outline(place: Pointer): Polygon {
    return this.drag === 'box'
      ? boxPolygon(this.start.x, this.start.y, place.x, place.y)
      : this.path;
  }

  private pinch(id: number, place: Pointer): void {
    const old = [...this.pointers.values()].slice(0, 2).map((pointer) => ({ ...pointer }));
    this.pointers.set(id, place);
    if (old.length < 2) return;
    const now = [...this.pointers.values()].slice(0, 2);
    const middle = ([a, b]: Pointer[]): Pointer => ({ x: (a!.x + b!.x) / 2, y: (a!.y + b!.y) / 2 });
    const span = ([a, b]: Pointer[]): number => Math.hypot(a!.x - b!.x, a!.y - b!.y);
    const from = middle(old);
    const to = middle(now);
    this.target.panBy(to.x - from.x, to.y - from.y);
    if (span(old) > 0 && span(now) > 0) this.target.zoomBy(span(now) / span(old), to.x, to.y);
  }

  private up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    const { drag } = this;
    if (drag === 'pinch') {
      // The finger that stays does nothing until it is lifted too.
      if (this.pointers.size === 0) this.drag = 'none';
      return;
    }
    this.drag = 'none';
    const place = this.place(event);
    if (this.travelled <= CLICK_SLACK[kind(event)]) {
      this.dropOutline();
      if (event.button === 0) this.click(place, event);
    } else if (drag === 'box' || drag === 'lasso') {
      const outline =
        drag === 'box' ? boxPolygon(this.start.x, this.start.y, place.x, place.y) : this.path;
      this.dropOutline();
      this.target.outlineClosed(outline, modeOf(event));
    }
  }

  private click({ x, y }: Pointer, event: PointerEvent): void {
    const slack = CLICK_SLACK[kind(event)];
    const radius = PICK_RADIUS[kind(event)];
    const last = this.lastClick;
    const near = Math.hypot(x - last.x, y - last.y) <= 2 * slack;
    if (near && event.timeStamp - last.time < DOUBLE_MS) {
      this.lastClick = { x, y, time: -Infinity };
      this.target.doubleClicked(x, y, radius);
    } else {
      this.lastClick = { x, y, time: event.timeStamp };
      this.target.clicked(x, y, radius, modeOf(event));
    }
  }

  /** The system took the pointer away: nothing is selected. */
  private lost(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    this.dropOutline();
    if (this.pointers.size === 0) this.drag = 'none';
  }

  private dropOutline(): void {
    this.path = [];
    this.target.outlineChanged(null);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const { x, y } = this.place(event);
    const pixels = event.deltaY * [1, 16, 400][event.deltaMode]!;
    // A trackpad pinch arrives as a wheel with Ctrl and small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    this.target.zoomBy(Math.exp(-Math.min(240, Math.max(-240, pixels)) * speed), x, y);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { clientWidth, clientHeight } = this.element;
    const arrows: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const arrow = arrows[event.key];
    if (arrow) {
      // Arrows move the eye: the picture goes the other way.
      const [dx, dy] = [-arrow[0] * KEY_STEP, -arrow[1] * KEY_STEP];
      if (event.shiftKey) this.target.panBy(dx, dy);
      else this.target.orbitBy(dx, dy);
    } else if (event.key === '+' || event.key === '=') {
      this.target.zoomBy(1.25, clientWidth / 2, clientHeight / 2);
    } else if (event.key === '-' || event.key === '_') {
      this.target.zoomBy(0.8, clientWidth / 2, clientHeight / 2);
    } else if (event.key === '0') {
      this.target.reset();
    } else if (event.key === 'Enter') {
      this.target.centreChosen();
    } else if (event.key === 'Escape') {
      this.escape();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Esc gives up the outline under way; without one it clears the selection. */
  private escape(): void {
    if (this.drag === 'box' || this.drag === 'lasso') {
      this.dropOutline();
      this.drag = 'none';
      this.pointers.clear();
    } else {
      this.target.cancelled();
    }
  }

  private place(event: MouseEvent): Pointer {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

const kind = (event: PointerEvent): 'mouse' | 'touch' =>
  event.pointerType === 'touch' ? 'touch' : 'mouse';

/** Shift adds, Alt removes; null leaves it to the mode chosen in the toolbar. */
function modeOf(event: MouseEvent): SelectMode | null {
  return event.shiftKey ? 'add' : event.altKey ? 'remove' : null;
}
