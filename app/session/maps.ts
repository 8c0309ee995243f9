import type { MapRenderer } from '../../src/views/map/renderer.ts';

/** The drawn maps by pane, for what goes past React: frames, the camera key, tests. */
export class Maps {
  private readonly byPane = new Map<string, MapRenderer>();

  set(pane: string, map: MapRenderer | null): void {
    if (map) this.byPane.set(pane, map);
    else this.byPane.delete(pane);
  }

  get(pane: string): MapRenderer | undefined {
    return this.byPane.get(pane);
  }

  all(): readonly MapRenderer[] {
    return [...this.byPane.values()];
  }
}
