import { CancelledError, errorDetails, LocusError, toPlain } from '../../src/base/errors.ts';
import type { Progress } from '../../src/base/control.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { proposedChoice, questionsOf, takenBy } from '../../src/io/proposal.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { DataReference } from '../../src/state/workspace.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import type {
  Given,
  ImportChoice,
  JoinChoice,
  Opened,
  OpenOptions,
  Storage,
  Survey,
} from '../../src/workers/protocol.ts';
import { rememberSources } from '../address/remote-sources.ts';
import type { SampleCard } from '../samples/card.ts';
import { asSample, fetchSample } from '../samples/fetch-sample.ts';
import { NONE, type DetailsStore, type OpenData } from './details.ts';
import { fileReference } from './file-reference.ts';
import { withFolderTogether } from './folder-problems.ts';
import { HeldSpaces } from './held-spaces.ts';
import { hasMatrices, linkedFiles, type LinkedFiles } from './linked-files.ts';
import { localNames, ordered, toSent } from './local-files.ts';
import {
  isSameFile,
  withMetadata,
  withSpaces,
  without,
  withoutLeft,
  type Source,
} from './open-source.ts';
import { otherItems, otherThanBefore, vectorsLost } from './opening-problems.ts';
import { PictureUrls } from './picture-urls.ts';

/** What is read, and what becomes of it. */
interface Attempt {
  readonly source: Source;
  /** As new data, or as further spaces of those that are open. */
  readonly as: 'new' | 'spaces';
}

/** How an opening ended: `replaced` by another that began meanwhile. */
type Outcome = 'done' | 'cancelled' | 'failed' | 'replaced';

/**
 * Brings data in: files or a sample -> io worker -> engine -> store. One opening at a time; a new one cancels the
 * one before. What is loaded stays until the new data are there.
 */
export class Opening {
  /** What is open now, so that it can be read again: after a restart of the engine, or joined in another way. */
  private source: Source | null = null;
  private attempt: Attempt | null = null;
  private attemptJoined = false;
  /** Files that the import dialog asks about. */
  private asked: { readonly source: Source; readonly survey: Survey } | null = null;
  /** Aborts the opening under way; every step of it asks the signal before it changes anything. */
  private running: AbortController | null = null;
  private readonly held: HeldSpaces;
  private readonly pictures = new PictureUrls();

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
  ) {
    this.held = new HeldSpaces(client.engine);
  }

  /** Fetches and opens a sample that the server of this page holds. */
  async openSample(id: string): Promise<void> {
    const title = this.details.getState().samples.find((sample) => sample.id === id)?.title ?? id;
    await this.begin(title, async (signal) => {
      const { card, files } = await fetchSample(id, signal);
      await this.read({ source: { files, options: {}, card }, as: 'new' }, signal);
    });
  }

  /** Opens what was dropped, once the folders in it are listed. */
  async openDropped(files: Promise<readonly File[]>): Promise<void> {
    await this.begin('what was dropped', async (signal) => {
      const given = await files;
      signal.throwIfAborted();
      if (given.length > 0) await this.look(given, signal);
    });
  }

  /**
   * Opens files that were chosen or dropped together. Tables without vectors are joined, as metadata, to the data
   * already there.
   */
  async openFiles(given: readonly Given[]): Promise<void> {
    if (given.length === 0) return;
    await this.begin(title(ordered(given)), (signal) => this.look(given, signal));
  }

  /** Opens files whose opening was settled before: nothing is asked. What a link says goes first, even where it says nothing. */
  async openAgain(files: readonly Given[], options: OpenOptions): Promise<void> {
    this.closeQuestion();
    const { tablesAsVectors } = options;
    const linked = this.linked(files);
    const source: Source = linked
      ? {
          files: linked.files,
          options: { ...linked.options, ...(tablesAsVectors !== undefined && { tablesAsVectors }) },
          card: null,
        }
      : { files, options, card: null };
    await this.begin(title(files), (signal) => this.read({ source, as: 'new' }, signal));
  }

  /** The files that are open and how they were opened; null for none, and for a sample. */
  get current(): { readonly files: readonly Given[]; readonly options: OpenOptions } | null {
    return this.source && !this.source.card ? this.source : null;
  }

  /** The answer of the import dialog: what to take, as new data or as further spaces of those that are open. */
  async import(choice: ImportChoice, as: 'new' | 'spaces'): Promise<void> {
    const { asked, source: open } = this;
    this.closeQuestion();
    if (!asked) return;
    const { files, options } = asked.source;
    const chosen = { ...asked.source, options: { ...options, ...choice } };
    const own = withoutLeft(chosen, asked.survey);
    const attempt: Attempt =
      as === 'spaces' && open
        ? { source: withSpaces(open, own, asked.survey), as }
        : { source: own, as: 'new' };
    await this.begin(title(files), (signal) => this.read(attempt, signal));
  }

  /** Leaves the files that the import dialog asks about. */
  closeQuestion(): void {
    this.asked = null;
    this.details.setState({ importing: null });
  }

  /** Whether the files of the last attempt were taken for metadata of the data already there. */
  get tookForMetadata(): boolean {
    return this.attemptJoined;
  }

  /** The files of the last attempt once more, with other options: the way out that an error card offers. */
  async retry(options: OpenOptions): Promise<void> {
    const { attempt } = this;
    if (!attempt) return;
    const { source, as } = attempt;
    const again = { source: { ...source, options: { ...source.options, ...options } }, as };
    await this.begin(title(source.files), (signal) => this.read(again, signal));
  }

  /** Matches the metadata with the items in another way. */
  async rejoin(join: JoinChoice): Promise<void> {
    const { dataset } = this.store.getState();
    if (!dataset || !this.source) return;
    await this.begin('the metadata', (signal) => this.attach(dataset, [], { join }, signal));
  }

  /** Reads what is open again, to hold it in another way. What cannot be held so stays as it was. */
  async setStorage(storage: Storage): Promise<void> {
    this.details.setState({ storage });
    const outcome = await this.reload();
    if (outcome === 'done')
      this.store.getState().announce(`${HELD[storage]} The map is computed again.`);
    const { dataset, problems } = this.store.getState();
    const isMixed = dataset && this.held.hasAll(dataset) && !this.held.storageOf(dataset);
    if (outcome !== 'failed' || !isMixed) return;
    this.details.setState({ storage: 'f32' });
    await this.reload();
    this.store.getState().addProblems(problems);
  }

  /** Reads what is open again, because the engine lost it or is to hold it in another way. */
  async reload(): Promise<Outcome> {
    const { source } = this;
    const { dataset } = this.store.getState();
    if (!source || !dataset) return 'done';
    this.details.setState({ vectorsReady: false });
    return this.begin(title(source.files), async (signal) => {
      const without = { ...source, options: { ...source.options, pictures: false } };
      const opened = await this.readFiles(without, signal);
      if (!hasSpacesOf(opened.dataset, dataset)) {
        this.store.getState().addProblems(opened.problems);
        throw new LocusError(otherThanBefore(dataset));
      }
      // Not to be stopped half way: all spaces are held in the same way.
      await this.load(opened, dataset);
      signal.throwIfAborted();
      this.store.getState().forgetResults();
    });
  }

  /** To be called when the engine was started again: it holds nothing. */
  vectorsLost(): void {
    this.held.forget();
    this.details.setState({ vectorsReady: false });
  }

  cancel(): void {
    this.running?.abort();
  }

  /** Looks into files by their headers; asks what to take where that is not clear, else opens them. */
  private async look(given: readonly Given[], signal: AbortSignal): Promise<void> {
    this.closeQuestion();
    const linked = this.linked(given);
    const files = linked?.files ?? ordered(given);
    this.store.getState().beginLoading(title(files));
    const task = this.client.io.survey(toSent(files), { progress: this.progress });
    const survey = await cancellable(task, signal);
    const isAnswered = linked !== null && hasMatrices(survey, linked.options);
    const options = {
      ...(isAnswered ? linked.options : {}),
      tablesAsVectors: linked?.hasVectors === true || this.store.getState().dataset === null,
    };
    const source: Source = { files, options, card: null };
    const open = this.openData();
    const { matrices, rows, columns } = options as OpenOptions;
    // A link says what was taken; there is nothing left to ask.
    const isTaken = [matrices, rows, columns].some((one) => one);
    // Vectors belong to what is open, or take its place: which of both is not for the page to say.
    const isSequel = !isAnswered && open !== null && this.isOtherVectors(files, survey);
    if (isTaken || (questionsOf(survey).length === 0 && !isSequel))
      return this.read({ source, as: 'new' }, signal);
    this.asked = { source, survey };
    this.details.setState({ importing: { survey, open } });
  }

  /** The data that are open and a person's own: nothing takes their place without a question. */
  private openData(): OpenData | null {
    const { dataset } = this.store.getState();
    const [space] = dataset?.spaces ?? [];
    if (!dataset || !space || !this.source || this.source.card) return null;
    const { rows, rowsOf = rows } = space;
    const { columns } = this.source.options;
    return { name: dataset.name, rows, rowsOf, ...(columns && { columns }) };
  }

  /** Whether the drop is vectors alone, and not the open files once more. */
  private isOtherVectors(given: readonly Given[], survey: Survey): boolean {
    const open = this.source?.files ?? [];
    const { files } = survey;
    const isVectors =
      takenBy(files, proposedChoice(survey, Infinity)).length > 0 &&
      files.every(({ matrices, inside }) => matrices !== null || (inside?.vectors.length ?? 0) > 0);
    return isVectors && !given.every((file) => open.some((one) => isSameFile(one, file)));
  }

  /**
   * What a link says of files: of those dropped in answer to it, and of its own that are dropped after other ones came first. Null
   * when there is no such link.
   */
  private linked(given: readonly Given[]): LinkedFiles | null {
    const { awaiting, link } = this.store.getState();
    const reference = awaiting ?? link?.reference ?? null;
    if (reference === null || reference.kind === 'sample') return null;
    const linked = linkedFiles(reference, given);
    return awaiting || linked?.isCertain ? linked : null;
  }

  private async begin(
    what: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<Outcome> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const { getState } = this.store;
    // What went wrong with earlier files is past; what went wrong with the link these data belong to is not.
    if (getState().awaiting === null) getState().clearProblems();
    getState().beginLoading(what);
    try {
      await work(running.signal);
      return 'done';
    } catch (error) {
      if (this.running !== running) return 'replaced';
      if (isCancelled(error, running.signal)) return 'cancelled';
      getState().addProblems([errorDetails(error)]);
      return 'failed';
    } finally {
      if (this.running === running) {
        this.running = null;
        getState().endLoading();
      }
      if (!this.running) await this.settle();
    }
  }

  /** After the last opening, whatever came of it: the engine holds what is open and nothing else, and the page knows how. */
  private async settle(): Promise<void> {
    const { dataset, addProblems } = this.store.getState();
    const unloaded = this.held.keepOnly(dataset);
    if (dataset && this.source) {
      const vectorsReady = this.held.hasAll(dataset);
      const { storage } = this.details.getState();
      this.details.setState({ vectorsReady, storage: this.held.storageOf(dataset) ?? storage });
      if (!vectorsReady) addProblems([vectorsLost(dataset)]);
    }
    await unloaded;
  }

  private async read(attempt: Attempt, signal: AbortSignal): Promise<void> {
    const { source, as } = attempt;
    this.attempt = attempt;
    this.attemptJoined = false;
    const opened = await this.readFiles(source, signal);
    const { dataset: current, addProblems } = this.store.getState();
    const problems = withFolderTogether(opened.problems, source.files);
    if (current && as === 'spaces') {
      await this.extend(current, opened, source, signal);
      addProblems(problems);
    } else if (opened.dataset) {
      await this.replace(opened.dataset, opened, source, signal);
      addProblems(problems);
    } else if (current && (opened.problems.length === 0 || opened.images > 0)) {
      this.attemptJoined = true;
      await this.attach(current, source.files, source.options, signal);
    } else addProblems(problems);
  }

  private async readFiles(source: Source, signal: AbortSignal): Promise<Opened> {
    const task = this.client.io.open(toSent(source.files), source.options, {
      progress: this.progress,
    });
    const opened = await cancellable(task, signal);
    rememberSources(source.files, opened.sources);
    return opened;
  }

  /** Takes new data in place of those that are open. */
  private async replace(
    read: Dataset,
    opened: Opened,
    source: Source,
    signal: AbortSignal,
  ): Promise<void> {
    const before = this.store.getState().dataset;
    const dataset = await this.show(read, opened, source, { keepWorkspace: false }, signal);
    if (before && before.id !== dataset.id) {
      this.store.getState().announce(`${dataset.name} replaced ${before.name}.`);
    }
  }

  /** Takes further spaces of the items that are open. Whatever these are, the items stay the same ones. */
  private async extend(
    current: Dataset,
    opened: Opened,
    source: Source,
    signal: AbortSignal,
  ): Promise<void> {
    const { dataset: read } = opened;
    if (!read || !hasSpacesOf(read, current)) throw new LocusError(otherItems(current));
    if (read.spaces.length === current.spaces.length) return;
    await this.show(
      read,
      opened,
      withoutRefused(source, opened, read, this.source ?? source),
      { keepWorkspace: true },
      signal,
    );
  }

  /** Loads the vectors of a data set and puts it on the page. */
  private async show(
    read: Dataset,
    opened: Opened,
    source: Source,
    how: { readonly keepWorkspace: boolean },
    signal: AbortSignal,
  ): Promise<Dataset> {
    const { card } = source;
    const named = card ? asSample(read, card) : read;
    const reference = await referenceTo(named, source);
    signal.throwIfAborted();
    await this.load(opened, named, signal);
    const dataset = this.pictures.show(named, opened.pictures);
    this.source = source;
    const fromLink = this.store.getState().awaiting !== null;
    this.details.setState({ card, neighbours: NONE, hits: NONE });
    this.store.getState().openDataset(dataset, reference, how);
    this.pictures.opened(dataset);
    if (card && !fromLink) this.useCard(card);
    this.details.setState({ vectorsReady: true });
    return dataset;
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

  /** Joins metadata and images to the open data; without files, those that are joined in another way. */
  private async attach(
    current: Dataset,
    files: readonly Given[],
    { join }: OpenOptions,
    signal: AbortSignal,
  ): Promise<void> {
    if (!this.source) return;
    const source = withMetadata(this.source, files, join ? { join } : {});
    const task = this.client.io.attach(current, toSent(files), source.options, {
      progress: this.progress,
    });
    const { dataset: read, problems, pictures, sources } = await cancellable(task, signal);
    rememberSources(files, sources);
    // Joining anew reads the sample's files, which do not know of its name and pictures.
    const isRejoin = files.length === 0;
    const named = read && source.card && isRejoin ? asSample(read, source.card) : read;
    if (named && !(isRejoin && problems.length > 0)) {
      const reference = await referenceTo(named, source);
      signal.throwIfAborted();
      // A link that was opened meanwhile has put these data away.
      if (this.store.getState().dataset !== current) return;
      const dataset = this.pictures.show(named, pictures);
      this.source = source;
      this.details.setState({ hits: NONE });
      this.store.getState().openDataset(dataset, reference, { keepWorkspace: true });
      this.pictures.opened(dataset);
      this.store.getState().announce(`${title(files)} joined to ${current.name}.`);
    }
    this.store.getState().addProblems(problems);
  }

  /** Hands the vectors to the engine, under the names by which the data set knows them. */
  private load(opened: Opened, { spaces }: Dataset, signal?: AbortSignal): Promise<void> {
    const named = opened.spaces.map((space) => ({
      ...space,
      name: spaces.find(({ key }) => key === space.key)?.name ?? space.name,
    }));
    return this.held.load(named, this.details.getState().storage, signal);
  }

  private readonly progress = (progress: Progress): void =>
    this.store.getState().setLoadingProgress(progress);
}

const HELD: Readonly<Record<Storage, string>> = {
  f32: 'The vectors are held as they were read.',
  f16: 'The vectors are held as float16.',
};

/** Whether what was read has every space of the open data, with the same rows. */
const hasSpacesOf = (read: Dataset | null, { spaces }: Dataset): boolean =>
  spaces.every(({ key, rows }) =>
    read?.spaces.some((space) => space.key === key && space.rows === rows),
  );

/** What links call the data. */
const referenceTo = (
  dataset: Dataset,
  { files, options, card }: Source,
): DataReference | Promise<DataReference> =>
  card ? { kind: 'sample', id: card.id } : fileReference(dataset, files, options);

/** Without the files of a drop that gave no space and a problem. */
function withoutRefused(
  source: Source,
  { problems }: Opened,
  { spaces }: Dataset,
  open: Source,
): Source {
  const names = localNames(source.files);
  const wrong = new Set(problems.map(({ file }) => file));
  const used = new Set(spaces.map((space) => space.source.name));
  const isRefused = (file: Given, i: number): boolean =>
    wrong.has(names[i]) && !used.has(names[i]!) && !open.files.includes(file);
  return without(source, new Set(source.files.filter(isRefused)));
}

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
