import type { Dataset, Space } from '../../src/data/dataset.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import type { Storage } from '../../src/workers/protocol.ts';

type Engine = Pick<LocusClient['engine'], 'load' | 'unload'>;

/** What the engine holds, as far as the page has asked it to. */
export class HeldSpaces {
  private readonly held = new Map<string, Storage>();

  constructor(private readonly engine: Engine) {}

  /** Hands vectors to the engine. An abort stops it between two spaces; those loaded by then are held. */
  async load(spaces: readonly Space[], storage: Storage, signal?: AbortSignal): Promise<void> {
    for (const space of spaces) {
      await this.engine.load(space, { storage });
      this.held.set(space.key, storage);
      signal?.throwIfAborted();
    }
  }

  /** Whether every space of a data set is held. */
  hasAll({ spaces }: Dataset): boolean {
    return spaces.every(({ key }) => this.held.has(key));
  }

  /** How all spaces of a data set are held; null when one is missing, or they differ. */
  storageOf({ spaces }: Dataset): Storage | null {
    const [first, ...others] = new Set(spaces.map(({ key }) => this.held.get(key)));
    return others.length === 0 ? (first ?? null) : null;
  }

  /** Gives up all spaces but those of a data set. All calls are made at once: none comes after a load that follows. */
  async keepOnly(dataset: Dataset | null): Promise<void> {
    const kept = new Set(dataset?.spaces.map(({ key }) => key));
    const others = [...this.held.keys()].filter((key) => !kept.has(key));
    for (const key of others) this.held.delete(key);
    // An engine that died meanwhile holds nothing any more.
    await Promise.allSettled(others.map((key) => this.engine.unload(key)));
  }

  /** To be called when the engine was started again. */
  forget(): void {
    this.held.clear();
  }
}
