import type { Theme } from '../../src/state/session-slice.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { IconButton } from '../../src/ui/IconButton.tsx';
import { MoonIcon, SunIcon, SystemIcon } from '../../src/ui/icons.tsx';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: SystemIcon, light: SunIcon, dark: MoonIcon };

/** Light, dark or as the system has it; one press goes to the next. */
export function ThemeSwitch() {
  const theme = useLocus((state) => state.theme);
  const setTheme = useLocus((state) => state.setTheme);
  const Icon = ICON[theme];
  return (
    <IconButton label={`Colours: ${theme}`} onPress={() => setTheme(NEXT[theme])}>
      <Icon />
    </IconButton>
  );
}
