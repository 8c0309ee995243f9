import { CancelledError, errorDetails, toPlain } from '../../src/base/errors.ts';
import type { Progress } from '../../src/base/control.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { DataReference } from '../../src/state/workspace.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import { questionsOf } from '../../src/io/proposal.ts';
import type {
  Given,
  ImportChoice,
  JoinChoice,
  Opened,
  OpenOptions,
  Storage,
  Survey,
} from '../../src/workers/protocol.ts';
import type { SampleCard } from '../samples/card.ts';
import { asSample, fetchSample } from '../samples/fetch-sample.ts';
import { rememberSources } from '../address/remote-sources.ts';
import { NONE, type DetailsStore } from './details.ts';
import { fileReference } from './file-reference.ts';
import { withFolderTogether } from './folder-problems.ts';
import { ordered, toSent } from './local-files.ts';
import { PictureUrls } from './picture-urls.ts';

/** What is open now, so that it can be read again: after a restart of the engine, or joined in another way. */
interface Source {
  readonly files: readonly Given[];
  readonly options: OpenOptions;
  readonly card: SampleCard | null;
}

/**
 * Brings data in: files or a sample -> io worker -> engine -> store. One opening at a time; a new one cancels the
 * one before. What is loaded stays until the new data are there.
 */
export class Opening {
  private source: Source | null = null;
  private attempt: Source | null = null;
  private attemptJoined = false;
  /** Files that the import dialog asks about. */
  private asked: Source | null = null;
  private abort: AbortController | null = null;
  /** Keys of the spaces that the engine holds. */
  private readonly held = new Set<string>();
  private readonly pictures = new PictureUrls();

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
  ) {}

  /** Fetches and opens a sample that the server of this page holds. */
  openSample(id: string): Promise<void> {
    const title = this.details.getState().samples.find((sample) => sample.id === id)?.title ?? id;
    return this.begin(title, async (signal) => {
      const { card, files } = await fetchSample(id, signal);
      await this.read({ files, options: {}, card }, signal);
    });
  }

  /** Opens what was dropped, once the folders in it are listed. */
  async openDropped(files: Promise<readonly File[]>): Promise<void> {
    try {
      await this.openFiles(await files);
    } catch (error) {
      this.store.getState().addProblems([errorDetails(error)]);
    }
  }

  /**
   * Opens files that were chosen or dropped together. Tables without vectors are joined, as metadata, to the data
   * already there.
   */
  openFiles(given: readonly Given[]): Promise<void> {
    if (given.length === 0) return Promise.resolve();
    const files = ordered(given);
    const tablesAsVectors = this.store.getState().dataset === null;
    const linked = this.linkedOptions();
    const source = { files, options: { ...linked, tablesAsVectors }, card: null };
    return this.begin(title(files), async (signal) => {
      this.closeQuestion();
      const task = this.client.io.survey(toSent(files), { progress: this.progress });
      const survey = await cancellable(task, signal);
      // A link says what was taken; there is nothing left to ask.
      const isLinked = [linked.matrices, linked.rows, linked.columns].some((one) => one);
      const joinable = this.joinable(survey);
      const isSequel = joinable !== null && this.isOtherVectors(survey);
      const isClear = questionsOf(survey).length === 0 && !isSequel;
      if (isLinked || isClear) return this.read(source, signal);
      this.asked = source;
      this.details.setState({ importing: { survey, joinable } });
      this.store.getState().endLoading();
    });
  }

  /** Opens files whose opening was settled before: nothing is asked. What a link says goes first. */
  openAgain(files: readonly Given[], options: OpenOptions): Promise<void> {
    this.closeQuestion();
    const source = { files, options: { ...options, ...this.linkedOptions() }, card: null };
    return this.begin(title(files), (signal) => this.read(source, signal));
  }

  /** The files that are open and how they were opened; null for none, and for a sample. */
  get current(): { readonly files: readonly Given[]; readonly options: OpenOptions } | null {
    return this.source && !this.source.card ? this.source : null;
  }

  /** The answer of the import dialog: what to take, as new data or as further spaces of those that are open. */
  import(choice: ImportChoice, as: 'new' | 'spaces'): Promise<void> {
    const asked = this.asked;
    this.closeQuestion();
    if (!asked) return Promise.resolve();
    const own = { ...asked, options: { ...asked.options, ...choice } };
    const source = as === 'spaces' && this.source ? together(this.source, own) : own;
    return this.begin(title(asked.files), (signal) =>
      this.read(source, signal, { keepWorkspace: as === 'spaces' }),
    );
  }

  /** Leaves the files that the import dialog asks about. */
  closeQuestion(): void {
    this.asked = null;
    this.details.setState({ importing: null });
  }

  /** Name of the data set to which all proposed matrices could be added: a person's own, with as many rows. */
  private joinable({ files }: Survey): string | null {
    const { dataset } = this.store.getState();
    const [space] = dataset?.spaces ?? [];
    if (!dataset || !space || !this.source || this.source.card) return null;
    const rows = space.rowsOf ?? space.rows;
    const proposed = files.flatMap(
      ({ matrices, inside }) => matrices?.filter((one) => one.proposed) ?? inside?.vectors ?? [],
    );
    const fits = proposed.length > 0 && proposed.every((offer) => offer.rows === rows);
    return fits ? dataset.name : null;
  }

  /** Whether the drop is vectors alone, and not the open files once more: then they may belong to what is open. */
  private isOtherVectors({ files }: Survey): boolean {
    const open = new Set(this.source?.files.map(({ name }) => name));
    const isVectors = files.every(
      ({ matrices, inside }) => matrices !== null || (inside?.vectors.length ?? 0) > 0,
    );
    return isVectors && !files.every(({ file }) => open.has(file));
  }

  /** Whether the files of the last attempt were taken for metadata of the data already there. */
  get tookForMetadata(): boolean {
    return this.attemptJoined;
  }

  /** The files of the last attempt once more, with other options: the way out that an error card offers. */
  retry(options: OpenOptions): Promise<void> {
    const attempt = this.attempt;
    if (!attempt) return Promise.resolve();
    return this.begin(title(attempt.files), (signal) =>
      this.read({ ...attempt, options: { ...attempt.options, ...options } }, signal),
    );
  }

  /** Matches the metadata with the items in another way. */
  rejoin(join: JoinChoice): Promise<void> {
    const { dataset } = this.store.getState();
    const source = this.source;
    if (!dataset || !source) return Promise.resolve();
    return this.begin('the metadata', (signal) =>
      this.attach(dataset, { ...source, options: { ...source.options, join } }, [], signal),
    );
  }

  /** Reads what is open again, to hold it in another way. Values that do not fit are told, and stay as they were. */
  async setStorage(storage: Storage): Promise<void> {
    this.details.setState({ storage });
    await this.reload();
    if (this.details.getState().vectorsReady)
      this.store.getState().announce(`${HELD[storage]} The map is computed again.`);
    if (this.details.getState().vectorsReady || storage === 'f32') return;
    const { problems } = this.store.getState();
    this.details.setState({ storage: 'f32' });
    await this.reload();
    this.store.getState().addProblems(problems);
  }

  /** Reads what is open again, because the engine lost it. */
  async reload(): Promise<void> {
    const source = this.source;
    if (!source) return;
    this.details.setState({ vectorsReady: false });
    await this.begin(title(source.files), async (signal) => {
      const without = { ...source, options: { ...source.options, pictures: false } };
      const opened = await this.readFiles(without, signal);
      const { dataset } = this.store.getState();
      if (dataset) await this.load(opened, dataset);
      this.store.getState().endLoading();
      this.store.getState().forgetResults();
      this.details.setState({ vectorsReady: true });
    });
  }

  cancel(): void {
    this.abort?.abort();
  }

  /** A link may say how its files were joined; that holds for the files dropped in answer to it. */
  private linkedOptions(): OpenOptions {
    const { awaiting } = this.store.getState();
    if (!awaiting || awaiting.kind === 'sample') return {};
    return {
      ...(awaiting.join && { join: awaiting.join }),
      ...(awaiting.dropRows && { nonFinite: 'drop-rows' as const }),
      ...(awaiting.matrices && { matrices: awaiting.matrices }),
      ...(awaiting.rows && { rows: awaiting.rows }),
      ...(awaiting.columns && { columns: awaiting.columns }),
    };
  }

  private async begin(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    // What went wrong with earlier files is past; what went wrong with the link these data belong to is not.
    if (this.store.getState().awaiting === null) this.store.getState().clearProblems();
    this.store.getState().beginLoading(what);
    try {
      await work(abort.signal);
    } catch (error) {
      if (this.abort !== abort) return;
      this.store.getState().endLoading();
      if (!isCancelled(error, abort.signal))
        this.store.getState().addProblems([errorDetails(error)]);
    } finally {
      if (this.abort === abort) this.abort = null;
    }
  }

  private async read(
    source: Source,
    signal: AbortSignal,
    options: { readonly keepWorkspace?: boolean } = {},
  ): Promise<void> {
    this.attempt = source;
    this.attemptJoined = false;
    const opened = await this.readFiles(source, signal);
    const { dataset: current } = this.store.getState();
    if (opened.dataset) await this.replace(opened.dataset, opened, source, signal, options);
    else if (current && (opened.problems.length === 0 || opened.images > 0)) {
      this.attemptJoined = true;
      await this.attach(current, source, source.files, signal);
    } else {
      this.store.getState().endLoading();
      this.store.getState().addProblems(withFolderTogether(opened.problems, source.files));
    }
  }

  private async readFiles(source: Source, signal: AbortSignal): Promise<Opened> {
    const task = this.client.io.open(toSent(source.files), source.options, {
      progress: this.progress,
    });
    const opened = await cancellable(task, signal);
    rememberSources(source.files, opened.sources);
    return opened;
  }

  private async replace(
    read: Dataset,
    opened: Opened,
    source: Source,
    signal: AbortSignal,
    { keepWorkspace = false }: { readonly keepWorkspace?: boolean },
  ): Promise<void> {
    const { card } = source;
    const named = card ? asSample(read, card) : read;
    const reference: DataReference = card
      ? { kind: 'sample', id: card.id }
      : await fileReference(named, source.files, source.options);
    signal.throwIfAborted();
    const dataset = this.pictures.show(named, opened.pictures);
    const before = this.store.getState().dataset;
    await this.load(opened, dataset);
    this.source = source;
    const fromLink = this.store.getState().awaiting !== null;
    this.details.setState({ card, neighbours: NONE, dataCheck: NONE, hits: NONE });
    this.store.getState().openDataset(dataset, reference, { keepWorkspace });
    this.pictures.opened(dataset);
    if (card && !fromLink) this.useCard(card);
    this.details.setState({ vectorsReady: true });
    this.store.getState().addProblems(withFolderTogether(opened.problems, source.files));
    await this.unloadAllBut(dataset);
    if (before && before.id !== dataset.id) {
      this.store.getState().announce(`${dataset.name} replaced ${before.name}.`);
    }
  }

  /** The sample says which column and which metric suit it; the person can change both. */
  private useCard(card: SampleCard): void {
    this.store.getState().amend((workspace) => ({
      ...workspace,
      neighbours: { ...workspace.neighbours, metric: card.metric },
      panes: workspace.panes.map((pane) =>
        card.colour ? { ...pane, colour: { ...pane.colour, column: card.colour } } : pane,
      ),
    }));
  }

  private async attach(
    current: Dataset,
    source: Source,
    files: readonly Given[],
    signal: AbortSignal,
  ): Promise<void> {
    const task = this.client.io.attach(current, toSent(files), source.options, {
      progress: this.progress,
    });
    const { dataset: read, problems, pictures, sources } = await cancellable(task, signal);
    rememberSources(files, sources);
    // Joining anew reads the sample's files, which do not know of its name and pictures.
    const card = this.source?.card ?? null;
    const isRejoin = files.length === 0;
    const named = read && card && isRejoin ? asSample(read, card) : read;
    if (named && !(isRejoin && problems.length > 0)) {
      const all = [...(this.source?.files ?? []), ...files];
      const reference: DataReference = card
        ? { kind: 'sample', id: card.id }
        : await fileReference(named, all, source.options);
      const dataset = this.pictures.show(named, pictures);
      this.source = { files: all, options: source.options, card };
      this.details.setState({ hits: NONE });
      this.store.getState().openDataset(dataset, reference, { keepWorkspace: true });
      this.pictures.opened(dataset);
      this.store.getState().announce(`${title(files)} joined to ${current.name}.`);
    } else this.store.getState().endLoading();
    this.store.getState().addProblems(problems);
  }

  /** Hands the vectors to the engine, under the names by which the data set knows them. */
  private async load(opened: Opened, { spaces }: Dataset): Promise<void> {
    const { storage } = this.details.getState();
    for (const space of opened.spaces) {
      const name = spaces.find(({ key }) => key === space.key)?.name ?? space.name;
      await this.client.engine.load({ ...space, name }, { storage });
      this.held.add(space.key);
    }
  }

  /** A link that was opened meanwhile may have put away data before these: what counts is what the engine holds. */
  private async unloadAllBut({ spaces }: Dataset): Promise<void> {
    const kept = new Set(spaces.map(({ key }) => key));
    for (const key of this.held) {
      if (kept.has(key)) continue;
      this.held.delete(key);
      await this.client.engine.unload(key);
    }
  }

  private readonly progress = (progress: Progress): void =>
    this.store.getState().setLoadingProgress(progress);
}

const HELD: Readonly<Record<Storage, string>> = {
  f32: 'The vectors are held as they were read.',
  f16: 'The vectors are held as float16.',
};

/** The files of two openings as one; the rows taken are those of the first. */
const together = (open: Source, more: Source): Source => ({
  files: [...open.files, ...more.files],
  options: {
    ...open.options,
    matrices: { ...open.options.matrices, ...more.options.matrices },
  },
  card: null,
});

/** "vectors.npy and 1 more". */
const title = (files: readonly Given[]): string => {
  const first = files[0]?.name ?? 'the metadata';
  return files.length > 1 ? `${first} and ${files.length - 1} more` : first;
};

const isCancelled = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted || toPlain(error).kind === 'cancelled';

async function cancellable<T>(
  task: { readonly result: Promise<T>; cancel(): void },
  signal: AbortSignal,
): Promise<T> {
  if (signal.aborted) task.cancel();
  signal.addEventListener('abort', () => task.cancel(), { once: true });
  const result = await task.result;
  if (signal.aborted) throw new CancelledError();
  return result;
}
