import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, plainDetails, type ErrorDetails } from '../base/errors.ts';
import { detectFormat } from './registry.ts';
import type { ByteSource } from './source.ts';
import type { Format, Plan } from './types.ts';

/** A file of a drop that is opened by itself, with the files that belong to it. */
export interface Member {
  readonly source: ByteSource;
  readonly format: Format;
  readonly companions: readonly ByteSource[];
}

export interface Gathered {
  readonly members: readonly Member[];
  /** Images, those that another file names among them. */
  readonly images: readonly ByteSource[];
  readonly problems: ErrorDetails[];
}

/**
 * Recognises the files of one drop and finds those that belong to others. One that is wrong adds a problem and does not
 * stop the others.
 * @throws CancelledError
 */
export async function gather(sources: readonly ByteSource[], control: Control): Promise<Gathered> {
  /** What belongs to another file need not be in a format of its own. */
  const failed = new Map<ByteSource, ErrorDetails>();
  const taken = new Set<ByteSource>();
  const found: Member[] = [];
  const images: ByteSource[] = [];
  for (const source of sources) {
    throwIfCancelled(control);
    try {
      const format = await detectFormat(source);
      if (format.accompanies) {
        images.push(source);
        continue;
      }
      const companions = format.companions
        ? await format.companions(
            source,
            sources.filter((other) => other !== source),
            control,
          )
        : [];
      for (const companion of companions) taken.add(companion);
      found.push({ source, format, companions });
    } catch (error) {
      throwIfCancelled(control);
      if (error instanceof CancelledError) throw error;
      failed.set(source, plainDetails(error));
    }
  }
  const problems = [...failed].filter(([source]) => !taken.has(source)).map(([, error]) => error);
  return { members: found.filter(({ source }) => !taken.has(source)), images, problems };
}

/** What a file holds, by its headers. @throws what `Format.plan` throws */
export const planOf = ({ source, format, companions }: Member, control: Control): Promise<Plan> =>
  format.plan(source, control, companions);
