/** More alternatives than this say nothing. */
const MOST = 3;

/** 'Did you mean "obsm/X_pca"? ' for a name that is not there; empty when none is like it. */
export function didYouMean(wanted: string, names: readonly string[]): string {
  const [meant] = [isLastPart, isSameLetters, isInside]
    .map((isLike) => names.filter((name) => isLike(name.toLowerCase(), wanted.toLowerCase())))
    .filter((likely) => likely.length > 0);
  if (!meant) return '';
  const said = [...new Set(meant)].slice(0, MOST).map((name) => `"${name}"`);
  return `Did you mean ${said.join(' or ')}? `;
}

/** "obsm/X_pca" for "X_pca", "model.lm_head" for "lm_head". */
const isLastPart = (name: string, wanted: string): boolean =>
  name === wanted || (name.endsWith(wanted) && /[/.]/.test(name.at(-wanted.length - 1)!));

/** "x-pca" for "X_pca". */
const isSameLetters = (name: string, wanted: string): boolean =>
  letters(wanted) !== '' && letters(name) === letters(wanted);

const isInside = (name: string, wanted: string): boolean =>
  wanted.length >= 3 && name.includes(wanted);

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
