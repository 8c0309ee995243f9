const CELL = 16;

/**
 * Finds the item under the pointer among up to a million: places on the screen sorted into square cells once,
 * when the camera rests, so that each look-up touches a few cells only.
 */
export class ScreenGrid {
  private readonly columns: number;
  private readonly rows: number;
  /** Items of cell c are items[starts[c]] .. items[starts[c + 1] - 1], rising. */
  private readonly starts: Uint32Array;
  private readonly items: Uint32Array;

  /**
   * @param xy item i at (xy[2i], xy[2i+1]) in CSS pixels; NaN for items out of reach
   * @param depth smaller is nearer to the eye; decides between items at the same place
   */
  constructor(
    readonly xy: Float32Array,
    private readonly depth: Float32Array,
    width: number,
    height: number,
  ) {
    this.columns = Math.max(1, Math.ceil(width / CELL));
    this.rows = Math.max(1, Math.ceil(height / CELL));
    const starts = new Uint32Array(this.columns * this.rows + 2);
    const cells = new Int32Array(xy.length / 2);
    for (let i = 0; i < cells.length; i++) {
      const column = Math.floor(xy[2 * i]! / CELL);
      const row = Math.floor(xy[2 * i + 1]! / CELL);
      const on = column >= 0 && column < this.columns && row >= 0 && row < this.rows;
      cells[i] = on ? row * this.columns + column : -1;
      if (on) starts[cells[i]! + 2]!++;
    }
    // Counting sort: `starts` is shifted by one cell while filling, and right afterwards.
    for (let c = 2; c < starts.length; c++) starts[c]! += starts[c - 1]!;
    this.items = new Uint32Array(starts[starts.length - 1]!);
    for (let i = 0; i < cells.length; i++) {
      if (cells[i]! >= 0) this.items[starts[cells[i]! + 1]!++] = i;
    }
    this.starts = starts;
  }

  /**
   * The reachable item nearest to (x, y) within `radius` CSS pixels, or -1. Of items at equal distance the nearer to
   * the eye, then the lower index.
   */
  nearest(x: number, y: number, radius: number): number {
    let best = -1;
    let bestDistance = radius * radius;
    const cell = (v: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor(v / CELL)));
    const lastColumn = cell(x + radius, this.columns);
    const lastRow = cell(y + radius, this.rows);
    for (let row = cell(y - radius, this.rows); row <= lastRow; row++) {
      for (let column = cell(x - radius, this.columns); column <= lastColumn; column++) {
        const c = row * this.columns + column;
        for (let k = this.starts[c]!; k < this.starts[c + 1]!; k++) {
          const item = this.items[k]!;
          const dx = this.xy[2 * item]! - x;
          const dy = this.xy[2 * item + 1]! - y;
          const distance = dx * dx + dy * dy;
          if (distance > bestDistance) continue;
          if (distance === bestDistance && best >= 0 && !this.before(item, best)) continue;
          best = item;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  private before(a: number, b: number): boolean {
    const difference = this.depth[a]! - this.depth[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }
}
