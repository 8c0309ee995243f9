import { createStore, type StoreApi } from 'zustand/vanilla';
import { bytesText } from '../../src/base/bytes.ts';
import type { Progress } from '../../src/base/control.ts';
import { errorDetails, LocusError, toPlain } from '../../src/base/errors.ts';
import type { FitWorkspace } from '../../src/state/data-slice.ts';
import { decodeLink, encodeLink, MAX_PAYLOAD } from '../../src/state/link.ts';
import type { LocusStore } from '../../src/state/store.ts';
import { dataReference, type DataReference } from '../../src/state/workspace.ts';
import type { LocusClient, RunningTask } from '../../src/workers/client.ts';
import type { Opening } from '../session/opening.ts';
import { bytesOf, entryOf, idOf } from './entry.ts';
import {
  filesOf,
  listFolders,
  lockOf,
  removeFolder,
  unavailable,
  viewOf,
  type KeptItem,
} from './folders.ts';
import { toSent } from '../session/local-files.ts';
import { filesBeside, hasSameFiles, isSame } from './same-data.ts';

export interface KeptState {
  /** Null while that is being found out. */
  readonly items: readonly KeptItem[] | null;
  /** Why nothing can be kept here. */
  readonly unavailable: string | null;
  /** What the browser gives this page, in bytes. */
  readonly room: { readonly usage: number; readonly quota: number } | null;
  /** Whether the browser promised to delete nothing by itself. */
  readonly isPersistent: boolean;
  /** How far a copy has come; null when none is made. */
  readonly copying: Progress | null;
  /** Of the kept data that were open before further files joined them; null when what is open did not begin so. */
  readonly grownFrom: string | null;
}

/** Pause after the last change before the view is noted, in milliseconds. */
const NOTE_AFTER = 800;

/**
 * Data that a person asked this browser to keep. They come back by themselves when the address names them, and never before
 * somebody asked for keeping. Other tabs are told of every change.
 */
export class Kept {
  readonly state: StoreApi<KeptState> = createStore<KeptState>()(() => ({
    ...{ items: null, unavailable: null, room: null, isPersistent: false, copying: null },
    grownFrom: null,
  }));
  private task: RunningTask<void> | null = null;
  private channel: BroadcastChannel | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the last opening that began here: one that waits for a disk gives way to it. */
  private ticket = 0;
  /** What a person clicked, while its view is put in place. */
  private clicked: KeptItem | null = null;
  /** Whether something was being opened when the link came that waits for the list of kept data. */
  private isLate = false;

  /** @param fit puts the view of kept data into what this page can show */
  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly opening: Opening,
    private readonly fit: FitWorkspace,
  ) {}

  start(): () => void {
    this.channel = new BroadcastChannel('locus-kept');
    this.channel.onmessage = () => void this.refresh();
    void this.begin();
    const unsubscribe = this.store.subscribe((state, before) => {
      // What was being opened before a link came is not what it names.
      if (state.awaiting !== before.awaiting && state.awaiting)
        void this.restore(state.awaiting, state.loading !== null);
      if (state.workspace.data !== before.workspace.data)
        this.follow(before.workspace.data, state.workspace.data);
      if (state.workspace !== before.workspace) this.noteLater();
    });
    return () => {
      unsubscribe();
      clearTimeout(this.timer);
      this.channel?.close();
    };
  }

  /** Copies the open data into the browser's storage. What goes wrong is shown as a card. */
  async keep(): Promise<void> {
    const { dataset, workspace } = this.store.getState();
    const source = this.opening.current;
    if (!dataset || !workspace.data || !source || this.task) return;
    const entry = entryOf(dataset, workspace.data, source);
    try {
      if (!dataReference.safeParse(workspace.data).success) throw tooLongNames(dataset.name);
      const id = await idOf(workspace.data);
      // The browser may ask the person; without a promise the data are kept as long as there is room.
      await navigator.storage.persist?.().catch(() => false);
      await this.checkRoom(bytesOf(entry));
      const done = await navigator.locks.request(
        lockOf(id),
        { ifAvailable: true },
        async (lock) => {
          if (!lock) throw busyElsewhere();
          this.state.setState({ copying: { stage: 'Copying', done: 0, total: bytesOf(entry) } });
          this.task = this.client.io.keep(toSent(source.files), id, JSON.stringify(entry), {
            progress: (copying) => this.state.setState({ copying }),
          });
          return this.task.result.then(() => true);
        },
      );
      if (done) {
        await this.removePart(id);
        this.store.getState().announce(`${dataset.name} is kept in this browser.`);
      }
      this.noteLater();
    } catch (error) {
      if (toPlain(error).kind !== 'cancelled')
        this.store.getState().addProblems([errorDetails(error)]);
    } finally {
      this.task = null;
      this.state.setState({ copying: null });
      await this.changed();
    }
  }

  cancel(): void {
    this.task?.cancel();
  }

  /** Remembers the copy of which the open data are more. */
  private follow(before: DataReference | null, now: DataReference | null): void {
    const { items, grownFrom } = this.state.getState();
    const kept =
      items?.find((one) => isOf(before, one)) ?? items?.find(({ id }) => id === grownFrom);
    const isMore = kept?.entry && now && filesBeside(kept.entry.reference, now).length > 0;
    this.state.setState({ grownFrom: isMore ? kept.id : null });
  }

  /** A copy of the whole takes the place of that of the part. One that another tab is writing stays. */
  private async removePart(whole: string): Promise<void> {
    const { grownFrom } = this.state.getState();
    this.state.setState({ grownFrom: null });
    if (grownFrom !== null && grownFrom !== whole) await removeFolder(grownFrom);
  }

  /** Opens kept data with their last view. */
  async open(item: KeptItem): Promise<void> {
    const { id, entry } = item;
    if (!entry) return;
    const ticket = ++this.ticket;
    const view = decodeLink((await viewOf(id)) ?? '');
    if (ticket !== this.ticket) return;
    if (!view?.readable) return this.openFiles(id, entry);
    const workspace = { ...view.workspace, data: entry.reference };
    const { store } = this;
    this.clicked = item;
    // The view leads here again by way of the data it awaits: `restore`.
    store.getState().openLink(encodeLink(workspace, view.unknown, MAX_PAYLOAD).fragment, this.fit);
    this.clicked = null;
    const { awaiting, dataset } = store.getState();
    if (!awaiting && !dataset) await this.openFiles(id, entry);
  }

  async remove(items: readonly KeptItem[]): Promise<void> {
    try {
      for (const { id } of items) if (!(await removeFolder(id))) throw busyElsewhere();
    } catch (error) {
      this.store.getState().addProblems([errorDetails(error)]);
    }
    await this.changed();
  }

  private async begin(): Promise<void> {
    const reason = await unavailable();
    this.state.setState({ unavailable: reason, ...(reason !== null && { items: [] }) });
    if (reason !== null) return;
    await this.refresh();
    const { awaiting } = this.store.getState();
    if (awaiting) await this.restore(awaiting, this.isLate);
  }

  private async refresh(): Promise<void> {
    try {
      const items = await listFolders();
      const { usage, quota } = await navigator.storage.estimate();
      const isPersistent = (await navigator.storage.persisted?.()) ?? false;
      const room = usage === undefined || quota === undefined ? null : { usage, quota };
      this.state.setState({ items, room, isPersistent });
    } catch (error) {
      this.state.setState({ items: [] });
      this.store.getState().addProblems([unreadable(error)]);
    }
  }

  private async changed(): Promise<void> {
    this.channel?.postMessage('changed');
    await this.refresh();
  }

  /**
   * Opens the data of a link, if they are kept here: those that were opened in the same way, else the same files, as the link says.
   *
   * @param interrupts whether what is being opened gives way; it does not where it may be the answer to the link
   */
  private async restore(awaiting: DataReference, interrupts: boolean): Promise<void> {
    const { items } = this.state.getState();
    if (!items) this.isLate = interrupts;
    const item =
      this.clicked ??
      items?.find((one) => isOf(awaiting, one)) ??
      items?.find((one) => holdsFilesOf(awaiting, one));
    const { awaiting: latest, loading } = this.store.getState();
    if (!item?.entry || latest !== awaiting || (loading && !interrupts)) return;
    if (loading) this.opening.cancel();
    await this.openFiles(item.id, item.entry);
  }

  private async openFiles(id: string, entry: NonNullable<KeptItem['entry']>): Promise<void> {
    const ticket = ++this.ticket;
    const { awaiting } = this.store.getState();
    try {
      const files = await filesOf(id, entry);
      // Another link, or another click, came meanwhile.
      if (ticket !== this.ticket || this.store.getState().awaiting !== awaiting) return;
      await this.opening.openAgain(files, entry.options);
    } catch (error) {
      this.store.getState().addProblems([unreadable(error)]);
      await this.refresh();
    }
  }

  private async checkRoom(bytes: number): Promise<void> {
    const { usage = 0, quota } = await navigator.storage.estimate();
    if (quota === undefined || bytes <= quota - usage) return;
    throw new LocusError({
      code: 'E_QUOTA',
      message: `These data take ${bytesText(bytes)}; the browser gives this page ${bytesText(Math.max(0, quota - usage))} more.`,
      hint: 'Delete kept data on the first screen, or free room on the disk.',
    });
  }

  /** The last view of kept data follows what is on the screen. */
  private noteLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { dataset, workspace, unknown } = this.store.getState();
      const item = this.state.getState().items?.find((one) => isOf(workspace.data, one));
      if (!dataset || !item) return;
      void this.client.io
        .noteView(item.id, encodeLink(workspace, unknown, MAX_PAYLOAD).fragment)
        .catch(() => undefined);
    }, NOTE_AFTER);
  }
}

/** Whether kept data are these, opened in the same way, and can be opened. */
export const isOf = (data: DataReference | null, { entry, damage }: KeptItem): boolean =>
  data !== null && entry !== null && damage === null && isSame(data, entry.reference);

const holdsFilesOf = (data: DataReference, { entry, damage }: KeptItem): boolean =>
  entry !== null && damage === null && hasSameFiles(data, entry.reference);

const tooLongNames = (name: string): LocusError =>
  new LocusError({
    code: 'E_KEPT',
    message: `${name} cannot be kept: it was opened by names that are longer, or more of them, than the description of kept data may hold.`,
    hint: 'Take rows by fewer categories, or give the column or the matrix a shorter name.',
  });

const busyElsewhere = (): LocusError =>
  new LocusError({
    code: 'E_KEPT',
    message: 'Another tab is copying these data now.',
    hint: 'Wait until it is done there.',
  });

const unreadable = (error: unknown): LocusError =>
  new LocusError({
    code: 'E_KEPT',
    message: `Kept data cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'They may have been deleted in another tab or by the browser. Open the files again.',
  });
