import type { LocusStore } from '../../src/state/store.ts';

export const DARK = '(prefers-color-scheme: dark)';

/** Writes the theme that holds now, light or dark, to the root element; follows the choice and the system. */
export function followTheme(store: LocusStore): void {
  const system = window.matchMedia(DARK);
  const write = (): void => {
    const { theme } = store.getState();
    const dark = theme === 'dark' || (theme === 'system' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  system.addEventListener('change', write);
  store.subscribe((now, before) => {
    if (now.theme !== before.theme) write();
  });
  write();
}
