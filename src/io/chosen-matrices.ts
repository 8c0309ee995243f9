import { LocusError } from '../base/errors.ts';
import type { ByteSource } from './source.ts';
import type { MatrixOffer, Selection } from './types.ts';

/** The names of the matrices to be read: those that were chosen, or else those that are proposed. */
export const chosenNames = (
  { matrices }: Pick<Selection, 'matrices'>,
  offers: readonly MatrixOffer[],
): readonly string[] =>
  matrices ?? offers.filter(({ proposed }) => proposed).map(({ name }) => name);

/**
 * The same of a file of columns.
 * @throws LocusError E_PARAM for a column that is not there, E_SHAPE for one that cannot be taken
 */
export function chosenColumns(
  source: ByteSource,
  selection: Pick<Selection, 'matrices'>,
  offers: readonly MatrixOffer[],
): readonly string[] {
  const names = chosenNames(selection, offers);
  for (const name of names) {
    const offer = offers.find((one) => one.name === name);
    if (offer && offer.refused === undefined) continue;
    throw new LocusError({
      code: offer ? 'E_SHAPE' : 'E_PARAM',
      message: `${source.name}: column "${name}" ${offer ? `cannot be taken as vectors: ${offer.refused}` : 'is not there'}.`,
      file: source.name,
      place: `column "${name}"`,
      hint: 'Choose another column; locus inspect lists them.',
    });
  }
  return names;
}

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
