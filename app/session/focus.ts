import { errorDetails } from '../../src/base/errors.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import { busily, NONE, WAITING, type DetailsStore } from './details.ts';
import { spaceOf } from './run-call.ts';

/** Keeps the true neighbours of the focused item at hand: they follow focus, metric, k and the data. */
export class Focus {
  private asked = 0;

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
  ) {}

  /** Begins watching; gives back the way to stop. */
  start(): () => void {
    const stop = [
      this.store.subscribe((now, before) => {
        const moved =
          now.workspace.focus !== before.workspace.focus ||
          now.workspace.neighbours !== before.workspace.neighbours ||
          now.workspace.panes[0]?.space !== before.workspace.panes[0]?.space ||
          now.dataset !== before.dataset;
        if (moved) void this.follow();
      }),
      this.details.subscribe((now, before) => {
        if (now.vectorsReady && !before.vectorsReady) void this.follow();
      }),
    ];
    return () => {
      for (const end of stop) end();
    };
  }

  private async follow(): Promise<void> {
    const { dataset, workspace } = this.store.getState();
    const ask = ++this.asked;
    const item = workspace.focus;
    const space = dataset && workspace.panes[0] && spaceOf(workspace.panes[0], dataset);
    if (item === null || !space || !this.details.getState().vectorsReady) {
      this.details.setState({ neighbours: NONE });
      return;
    }
    // The old list answers another question: under the new heading its numbers would be wrong.
    this.details.setState({ neighbours: WAITING });
    const { metric, k } = workspace.neighbours;
    try {
      const query = { space: space.key, item, metric, k };
      const answer = await busily(this.details, this.client.engine.neighboursOf(query));
      if (ask !== this.asked) return;
      this.details.setState({ neighbours: { status: 'ready', value: { item, ...answer } } });
    } catch (error) {
      if (ask !== this.asked) return;
      this.details.setState({ neighbours: { status: 'failed', error: errorDetails(error) } });
    }
  }
}
