/** An intermediate picture of an iterative method. */
export interface Frame {
  /** rows x dims, row-major. */
  readonly coordinates: Float32Array;
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * Live frames, by pane. They pass by the store on purpose: nothing that changes with every frame goes through
 * zustand or React.
 */
export interface Frames {
  emit(pane: string, frame: Frame): void;
  /** Calls `listener` with every frame of the pane from now on; gives back the way to stop. */
  subscribe(pane: string, listener: (frame: Frame) => void): () => void;
  /** The newest frame of a run that is under way, for a view that mounts in the middle of it. */
  latest(pane: string): Frame | null;
  /** Forgets the newest frame, when the run has settled. */
  clear(pane: string): void;
}

export function createFrames(): Frames {
  const listeners = new Map<string, Set<(frame: Frame) => void>>();
  const newest = new Map<string, Frame>();
  return {
    emit(pane, frame) {
      newest.set(pane, frame);
      for (const listener of listeners.get(pane) ?? []) listener(frame);
    },
    subscribe(pane, listener) {
      const own = listeners.get(pane) ?? new Set();
      listeners.set(pane, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0 && listeners.get(pane) === own) listeners.delete(pane);
      };
    },
    latest: (pane) => newest.get(pane) ?? null,
    clear: (pane) => void newest.delete(pane),
  };
}
