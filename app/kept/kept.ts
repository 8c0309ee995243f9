import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Progress } from '../../src/base/control.ts';
import { errorDetails, LocusError, toPlain } from '../../src/base/errors.ts';
import { difference } from '../../src/state/data-reference.ts';
import { encodeLink } from '../../src/state/link.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { DataReference } from '../../src/state/workspace.ts';
import type { LocusClient, RunningTask } from '../../src/workers/client.ts';
import { bytesText } from '../layout/bytes.ts';
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
  }));
  private task: RunningTask<void> | null = null;
  private channel: BroadcastChannel | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly opening: Opening,
  ) {}

  start(): () => void {
    this.channel = new BroadcastChannel('locus-kept');
    this.channel.onmessage = () => void this.refresh();
    void this.begin();
    const unsubscribe = this.store.subscribe((state, before) => {
      if (state.awaiting !== before.awaiting && state.awaiting) void this.restore(state.awaiting);
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
      if (done) this.store.getState().announce(`${dataset.name} is kept in this browser.`);
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

  /** Opens kept data with their last view. */
  async open({ id, entry }: KeptItem): Promise<void> {
    if (!entry) return;
    const view = await viewOf(id);
    // The address leads here again by way of the link it names: `restore`.
    if (view && view !== location.hash) location.hash = view;
    else await this.openFiles(id, entry);
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
    if (awaiting) await this.restore(awaiting);
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

  /** Opens the data of a link, if they are kept here. */
  private async restore(awaiting: DataReference): Promise<void> {
    const { items } = this.state.getState();
    const item = items?.find((one) => isOf(awaiting, one));
    const { store } = this;
    if (item?.entry && store.getState().awaiting === awaiting && !store.getState().loading)
      await this.openFiles(item.id, item.entry);
  }

  private async openFiles(id: string, entry: NonNullable<KeptItem['entry']>): Promise<void> {
    try {
      await this.opening.openAgain(await filesOf(id, entry), entry.options);
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
        .noteView(item.id, encodeLink(workspace, unknown).fragment)
        .catch(() => undefined);
    }, NOTE_AFTER);
  }
}

/** Whether kept data are those that a link names, and can be opened. */
export const isOf = (data: DataReference | null, { entry, damage }: KeptItem): boolean =>
  data !== null &&
  data.kind !== 'sample' &&
  entry !== null &&
  damage === null &&
  difference(data, entry.reference) === null;

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
