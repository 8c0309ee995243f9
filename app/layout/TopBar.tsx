import { useLocus } from '../../src/state/hooks.ts';
import { redoLabel, undoLabel } from '../../src/state/history.ts';
import { Button } from '../../src/ui/Button.tsx';
import { IconButton } from '../../src/ui/IconButton.tsx';
import { HelpIcon, RedoIcon, UndoIcon } from '../../src/ui/icons.tsx';
import { SearchBox } from '../search/SearchBox.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { NARROW, useMedia } from './use-media.ts';
import './top-bar.css';

export function TopBar({
  onShare,
  onHelp,
}: {
  readonly onShare: () => void;
  readonly onHelp: () => void;
}) {
  const dataset = useLocus((state) => state.dataset);
  const narrow = useMedia(NARROW);
  return (
    <header className="top-bar">
      <span className="top-bar__name">Locus</span>
      {dataset && <span className="top-bar__data">{dataset.name}</span>}
      <span className="top-bar__middle">{dataset && !narrow && <SearchBox />}</span>
      {dataset && <UndoRedo />}
      {dataset && <Button onPress={onShare}>Share</Button>}
      <ThemeSwitch />
      <IconButton label="Help" shortcut="?" onPress={onHelp}>
        <HelpIcon />
      </IconButton>
    </header>
  );
}

function UndoRedo() {
  const history = useLocus((state) => state.history);
  const undo = useLocus((state) => state.undo);
  const redo = useLocus((state) => state.redo);
  const back = undoLabel(history);
  const forth = redoLabel(history);
  return (
    <>
      <IconButton label={back ?? 'Undo'} shortcut="Ctrl+Z" isDisabled={!back} onPress={undo}>
        <UndoIcon />
      </IconButton>
      <IconButton
        label={forth ?? 'Redo'}
        shortcut="Ctrl+Shift+Z"
        isDisabled={!forth}
        onPress={redo}
      >
        <RedoIcon />
      </IconButton>
    </>
  );
}
