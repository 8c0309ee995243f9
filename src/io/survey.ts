import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import { gather, planOf } from './gather.ts';
import type { ByteSource } from './source.ts';
import type { MatrixOffer } from './types.ts';

/** What the files of a drop hold, by their headers: what an import dialog shows before anything is read. */
export interface Survey {
  readonly files: readonly FileSurvey[];
  /** How many images there are, those that a configuration names among them. */
  readonly images: number;
  readonly problems: readonly ErrorDetails[];
}

export interface FileSurvey {
  readonly file: string;
  readonly bytes: number;
  /** "a NumPy array" */
  readonly format: string;
  /** Files that are read together with this one. */
  readonly companions: readonly string[];
  /** Null where the contents show only when all is read. */
  readonly matrices: readonly MatrixOffer[] | null;
}

/** @throws CancelledError only; what is wrong with a file is in `problems` */
export async function survey(sources: readonly ByteSource[], control: Control): Promise<Survey> {
  const { members, images, problems } = await gather(sources, control);
  const files: FileSurvey[] = [];
  for (const member of members) {
    const { source, format, companions } = member;
    try {
      const { matrices } = await planOf(member, control);
      files.push({
        ...{ file: source.name, bytes: source.byteLength, format: format.title, matrices },
        companions: companions.map(({ name }) => name),
      });
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      problems.push(plainDetails(error));
    }
  }
  return { files, images: images.length, problems };
}
