import type { Control } from '../base/control.ts';
import { throwIfCancelled } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import { fromBlob } from '../io/blob-source.ts';
import type { RemoteFile, RemoteFiles } from '../io/remote-files.ts';
import type { ByteSource } from '../io/source.ts';

/** What a person gives: a file, or the address of one. */
export type Given = File | RemoteFile;

export const isRemote = (given: Given): given is RemoteFile =>
  'kind' in given && given.kind === 'address';

/** The given files as sources; an address that cannot be opened is a problem and does not stop the others. */
export async function sourcesOf(
  given: readonly Given[],
  remote: RemoteFiles,
  control: Control,
): Promise<{ readonly sources: readonly ByteSource[]; readonly problems: ErrorDetails[] }> {
  remote.use(control);
  const sources: ByteSource[] = [];
  const problems: ErrorDetails[] = [];
  for (const one of given) {
    if (!isRemote(one)) {
      sources.push(fromBlob(one, one.name));
      continue;
    }
    try {
      control.progress?.({ stage: `Asking ${new URL(one.url).host}`, done: 0, total: 0 });
      sources.push(await remote.open(one));
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      problems.push(plainDetails(error));
    }
  }
  return { sources, problems };
}
