import type { Workspace } from '../../src/state/workspace.ts';

type Search = Workspace['search'];

/** "/ab+/" is the regular expression ab+, anything else is text to find as it stands. */
export function readPattern(typed: string): Search {
  const regex = typed.length > 2 && typed.startsWith('/') && typed.endsWith('/');
  return regex ? { text: typed.slice(1, -1), regex } : { text: typed, regex };
}

/** What to show in the box for a search; the inverse of `readPattern`. */
export const writePattern = ({ text, regex }: Search): string => (regex ? `/${text}/` : text);
