import { ENTRY, KEPT, VIEW } from '../../src/workers/kept-files.ts';
import { rememberAddress } from '../address/remote-sources.ts';
import { rememberPath } from '../session/local-files.ts';
import { bytesOf, readEntry, type Entry } from './entry.ts';

/** One folder of kept data. */
export interface KeptItem {
  readonly id: string;
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Null when its description cannot be read. */
  readonly entry: Entry | null;
  /** Why it cannot be opened; null when it can. */
  readonly damage: string | null;
}

/** Why nothing can be kept here; null when it can. */
export async function unavailable(): Promise<string | null> {
  if (!globalThis.isSecureContext) return 'Browsers keep data only for pages from https addresses.';
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.getDirectory) return 'This browser has no file system for pages.';
  try {
    await storage.getDirectory();
    return null;
  } catch {
    return 'The browser allows this page no storage, as in private windows.';
  }
}

const root = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(KEPT, { create: true });

/** The lock of a folder: it is held while the folder is written or removed, in whichever tab. */
export const lockOf = (id: string): string => `locus-kept-${id}`;

/** What is kept, newest first. Copies that were not finished, and that no tab is writing now, are removed. */
export async function listFolders(): Promise<KeptItem[]> {
  const kept = await root();
  const items: KeptItem[] = [];
  for await (const [id, handle] of entriesOf(kept)) {
    if (handle.kind !== 'directory') continue;
    const item = await itemOf(id, handle as FileSystemDirectoryHandle);
    if (item) items.push(item);
    else await removeUnfinished(id);
  }
  const date = ({ entry }: KeptItem): string => entry?.date ?? '';
  return items.sort((a, b) => (date(a) < date(b) ? 1 : -1));
}

/** The files of kept data, as they were opened. @throws DOMException when one went away */
export async function filesOf(id: string, { files }: Entry): Promise<File[]> {
  const folder = await (await root()).getDirectoryHandle(id);
  return Promise.all(
    files.map(async ({ name, url, path }, i) => {
      const stored = await (await folder.getFileHandle(String(i))).getFile();
      const file = new File([stored], name, { lastModified: stored.lastModified });
      if (url !== undefined) rememberAddress(file, url);
      if (path !== undefined) rememberPath(file, path);
      return file;
    }),
  );
}

/** The link of the last view; null when none was noted. */
export async function viewOf(id: string): Promise<string | null> {
  try {
    return await textOf(await (await root()).getDirectoryHandle(id), VIEW);
  } catch {
    return null;
  }
}

/** False when another tab is writing it. */
export function removeFolder(id: string): Promise<boolean> {
  return navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    try {
      await (await root()).removeEntry(id, { recursive: true });
    } catch (error) {
      // Another tab was faster.
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    }
    return true;
  });
}

/** Null for a copy that was not finished. */
async function itemOf(id: string, folder: FileSystemDirectoryHandle): Promise<KeptItem | null> {
  let bytes = 0;
  const sizes = new Map<string, number>();
  for await (const [name, handle] of entriesOf(folder)) {
    if (handle.kind !== 'file') continue;
    const { size } = await (handle as FileSystemFileHandle).getFile();
    sizes.set(name, size);
    bytes += size;
  }
  if (!sizes.has(ENTRY)) return null;
  let entry: Entry;
  try {
    entry = readEntry(await textOf(folder, ENTRY));
  } catch {
    return { id, bytes, entry: null, damage: 'its description cannot be read' };
  }
  const wrong = entry.files.find((file, i) => sizes.get(String(i)) !== file.bytes);
  return {
    ...{ id, entry, bytes: wrong ? bytes : bytesOf(entry) },
    damage: wrong ? `${wrong.name} is missing or cut short` : null,
  };
}

async function removeUnfinished(id: string): Promise<void> {
  await navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    const kept = await root();
    const folder = await kept.getDirectoryHandle(id).catch(() => null);
    // Finished between the two looks.
    if (folder && (await folder.getFileHandle(ENTRY).catch(() => null))) return;
    await kept.removeEntry(id, { recursive: true }).catch(() => undefined);
  });
}

const textOf = async (folder: FileSystemDirectoryHandle, name: string): Promise<string> =>
  (await (await folder.getFileHandle(name)).getFile()).text();

/** The DOM library leaves iteration out unless asked for. */
const entriesOf = (folder: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> =>
  (folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries();
