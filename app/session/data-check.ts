import { errorDetails } from '../../src/base/errors.ts';
import type { Result } from '../../src/analysis/types.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import { busily, NONE, WAITING, type DetailsStore } from './details.ts';
import { spaceOf } from './run-call.ts';

/** Runs the data check of the space on screen, once its first picture is there: the picture comes first. */
export class DataCheck {
  private checked: string | null = null;

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
  ) {}

  /** Begins watching; gives back the way to stop. */
  start(): () => void {
    return this.store.subscribe((now, before) => {
      if (now.dataset !== before.dataset && !this.isSpaceOf(now.dataset)) this.forget();
      if (now.results !== before.results) void this.follow();
    });
  }

  /** Whether what was checked is still there: further spaces and metadata change nothing in it. */
  private isSpaceOf(dataset: Dataset | null): boolean {
    return dataset?.spaces.some(({ key }) => key === this.checked) ?? false;
  }

  private forget(): void {
    this.checked = null;
    this.details.setState({ dataCheck: NONE });
  }

  private async check(space: string): Promise<Result> {
    await pictureShown();
    const call = { method: 'data-check', space, params: {} };
    return this.client.engine.run(call, { key: 'data check' }).result;
  }

  private async follow(): Promise<void> {
    const { dataset, workspace, results } = this.store.getState();
    const pane = workspace.panes[0];
    const space = dataset && pane && spaceOf(pane, dataset);
    if (!space || !results.get(pane.id)?.result || this.checked === space.key) return;
    this.checked = space.key;
    this.details.setState({ dataCheck: WAITING });
    try {
      const value = await busily(this.details, this.check(space.key));
      if (this.checked !== space.key) return;
      this.details.setState({ dataCheck: { status: 'ready', value } });
    } catch (error) {
      if (this.checked !== space.key) return;
      this.details.setState({ dataCheck: { status: 'failed', error: errorDetails(error) } });
    }
  }
}

/** Two frames: the first shows the result that is there, and the second comes when it is on the screen. */
const pictureShown = (): Promise<void> =>
  new Promise((resolve) => {
    // A hidden page draws no frames.
    if (document.hidden) resolve();
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
