import { throwIfCancelled, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import { readChunks, type ByteSource } from '../io/source.ts';

/**
 * Data that a person asked the browser to keep lie in its private file system (OPFS), one folder each:
 * `kept/<id>/0`, `1` ... the files, `view` the link of the last view, and `entry.json`, written last, so that a folder without it
 * is a copy that was not finished. Writing happens in a worker: synchronous access is there in every browser that has OPFS.
 */
export const KEPT = 'kept';
export const ENTRY = 'entry.json';
export const VIEW = 'view';

/** The part of FileSystemSyncAccessHandle that is used; the DOM library knows it in workers only. */
interface Access {
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type Handle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<Access> };

/** Copies files into the folder `id`. What was copied is removed when it cannot be finished. @throws CancelledError; E_QUOTA */
export async function keepFiles(
  sources: readonly ByteSource[],
  id: string,
  entry: string,
  control: Control,
): Promise<void> {
  const kept = await (await navigator.storage.getDirectory()).getDirectoryHandle(KEPT, CREATE);
  const total = sources.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let before = 0;
  try {
    const folder = await kept.getDirectoryHandle(id, CREATE);
    for (const [i, source] of sources.entries()) {
      const within: Control = {
        ...control,
        progress: ({ done }) =>
          control.progress?.({ stage: `Copying ${source.name}`, done: before + done, total }),
      };
      await write(folder, String(i), async (access) => {
        await readChunks(source, 0, source.byteLength, within, (chunk, offset) => {
          put(access, chunk, offset, source.name);
        });
      });
      before += source.byteLength;
    }
    throwIfCancelled(control);
    await writeText(folder, ENTRY, withSizes(entry, sources));
  } catch (error) {
    await kept.removeEntry(id, { recursive: true }).catch(() => undefined);
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw full();
    throw error;
  }
}

/** The description with the sizes that were copied: the page does not know those of every file at an address. */
function withSizes(entry: string, sources: readonly ByteSource[]): string {
  const described = JSON.parse(entry) as { readonly files: readonly object[] };
  const files = described.files.map((file, i) => ({ ...file, bytes: sources[i]!.byteLength }));
  return JSON.stringify({ ...described, files });
}

/** Writes the link of the last view beside the files, if they are still kept. */
export async function noteView(id: string, view: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await (await root.getDirectoryHandle(KEPT)).getDirectoryHandle(id);
    await folder.getFileHandle(ENTRY);
    await writeText(folder, VIEW, view);
  } catch {
    // Deleted meanwhile, or another tab writes its own view.
  }
}

const CREATE = { create: true } as const;

const writeText = (folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> =>
  write(folder, name, async (access) =>
    put(access, new TextEncoder().encode(text), 0, 'the description'),
  );

async function write(
  folder: FileSystemDirectoryHandle,
  name: string,
  fill: (access: Access) => Promise<void>,
): Promise<void> {
  const handle = (await folder.getFileHandle(name, CREATE)) as Handle;
  const access = await handle.createSyncAccessHandle!();
  try {
    access.truncate(0);
    await fill(access);
    access.flush();
  } finally {
    access.close();
  }
}

function put(access: Access, bytes: Uint8Array, at: number, name: string): void {
  if (access.write(bytes, { at }) === bytes.length) return;
  throw new LocusError({
    code: 'E_QUOTA',
    message: `The browser wrote only a part of ${name}: its storage is full.`,
    hint: FREE,
  });
}

const FREE = 'Delete kept data on the first screen, or free room on the disk.';

const full = (): LocusError =>
  new LocusError({
    code: 'E_QUOTA',
    message: 'The browser gives this page no more room.',
    hint: FREE,
  });
