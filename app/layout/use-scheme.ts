import { useLocus } from '../../src/state/hooks.ts';
import { DARK } from './theme.ts';
import { useMedia } from './use-media.ts';

/** Light or dark, as it holds now. */
export function useScheme(): 'light' | 'dark' {
  const theme = useLocus((state) => state.theme);
  const systemIsDark = useMedia(DARK);
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
