import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import { pathOfAddress } from '../io/address.ts';
import { fromBlob } from '../io/blob-source.ts';
import { fileNames } from '../io/names.ts';
import type { RemoteFile, RemoteFiles } from '../io/remote-files.ts';
import type { ByteSource } from '../io/source.ts';

/** What a person gives: a file, or the address of one. */
export type Given = File | RemoteFile;

/** As it goes to the io worker: a File does not carry its path in a folder. */
export type Sent = LocalFile | RemoteFile;

export interface LocalFile {
  readonly kind: 'local';
  readonly file: File;
  /** In the folder that was dropped or chosen: "model/cfg.json". */
  readonly path?: string;
}

/** Whether it is named by its address; else it is a file of this machine. */
export const isRemote = (given: Given | Sent): given is RemoteFile =>
  'kind' in given && given.kind === 'address';

/** The given files as sources; an address that cannot be opened is a problem and does not stop the others. */
export async function sourcesOf(
  given: readonly Sent[],
  remote: RemoteFiles,
  control: Control,
): Promise<{ readonly sources: readonly ByteSource[]; readonly problems: ErrorDetails[] }> {
  const sources: ByteSource[] = [];
  const problems: ErrorDetails[] = [];
  const names = fileNames(
    given.map((one) =>
      isRemote(one)
        ? { name: one.name, path: pathOfAddress(one.url) }
        : { name: one.file.name, path: one.path },
    ),
  );
  for (const [i, one] of given.entries()) {
    if (!isRemote(one)) {
      sources.push(fromBlob(one.file, names[i]!, one.path));
      continue;
    }
    try {
      control.progress?.({ stage: `Asking ${new URL(one.url).host}`, done: 0, total: 0 });
      const source = await remote.open(one, control);
      sources.push({ ...source, name: names[i]!, path: pathOfAddress(one.url) });
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      problems.push(plainDetails(error));
    }
  }
  return { sources, problems };
}
