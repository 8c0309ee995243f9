import { LocusError } from '../base/errors.ts';
import type { ByteSource } from './source.ts';
import type { MatrixOffer } from './types.ts';

/**
 * Of the entries of a container: those that were chosen by name, in that order, or else those that are proposed.
 * @param what an entry is called: "variable"
 * @throws LocusError E_SHAPE for one that is not there
 */
export function chosenEntries<T extends { readonly offer: MatrixOffer }>(
  source: ByteSource,
  names: readonly string[] | undefined,
  entries: readonly T[],
  what: string,
): readonly T[] {
  if (!names) return entries.filter(({ offer }) => offer.proposed);
  return names.map((name) => {
    const entry = entries.find(({ offer }) => offer.name === name);
    if (entry) return entry;
    throw new LocusError({
      code: 'E_SHAPE',
      message: `${source.name} holds no ${what} named ${JSON.stringify(name)}.`,
      file: source.name,
      place: name,
      hint: 'Choose one of those that are listed.',
    });
  });
}
