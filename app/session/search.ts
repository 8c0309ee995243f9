import { errorDetails, toPlain } from '../../src/base/errors.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { LocusStore } from '../../src/state/store.ts';
import { SearchClient } from '../../src/views/map/search-client.ts';
import { busily, NONE, type DetailsStore } from './details.ts';

/** Keeps the hits of the search text at hand: they follow the text and the data. */
export class Search {
  private client: SearchClient | null = null;
  private indexed: Dataset | null = null;

  constructor(
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
  ) {}

  /** Begins watching; gives back the way to stop. */
  start(): () => void {
    const stop = this.store.subscribe((now, before) => {
      if (now.workspace.search !== before.workspace.search || now.dataset !== before.dataset) {
        void this.follow();
      }
    });
    return () => {
      stop();
      this.client?.dispose();
    };
  }

  private async follow(): Promise<void> {
    const { dataset, workspace } = this.store.getState();
    const { text, regex } = workspace.search;
    if (!dataset || text === '') {
      this.details.setState({ hits: NONE });
      return;
    }
    try {
      const answer = this.clientOf(dataset).find({ text, regex, matchCase: false });
      const value = await busily(this.details, answer);
      this.details.setState({ hits: { status: 'ready', value } });
    } catch (error) {
      // A newer text is being searched.
      if (toPlain(error).kind === 'cancelled') return;
      this.details.setState({ hits: { status: 'failed', error: errorDetails(error) } });
    }
  }

  private clientOf(dataset: Dataset): SearchClient {
    if (this.client && this.indexed === dataset) return this.client;
    this.client?.dispose();
    this.indexed = dataset;
    this.client = new SearchClient({ ids: dataset.ids, columns: dataset.columns });
    return this.client;
  }
}
