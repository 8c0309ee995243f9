import { useDeferredValue, useEffect, useState } from 'react';
import { useLocus } from '../src/state/hooks.ts';
import { HelpDialog } from './dialogs/HelpDialog.tsx';
import { ShareDialog } from './dialogs/ShareDialog.tsx';
import { ImportDialog } from './import/ImportDialog.tsx';
import { listenToKeys } from './keyboard.ts';
import { Announcer } from './layout/Announcer.tsx';
import { DropTarget } from './layout/DropTarget.tsx';
import { FirstScreen } from './layout/FirstScreen.tsx';
import { LoadingBar } from './layout/LoadingBar.tsx';
import { Problems } from './layout/Problems.tsx';
import { StatusBar } from './layout/StatusBar.tsx';
import { TopBar } from './layout/TopBar.tsx';
import { Workbench } from './layout/Workbench.tsx';
import { useSession } from './session/hooks.ts';
import './app.css';

export function App() {
  const session = useSession();
  const hasData = useLocus((state) => state.dataset !== null);
  // In slices: the working screen is too much for one task while the engine begins to compute.
  const isReady = useDeferredValue(hasData);
  const [help, setHelp] = useState(false);
  const [shared, setShared] = useState<string | null>(null);
  useEffect(
    () =>
      listenToKeys(session.store, {
        help: () => setHelp(true),
        resetCamera: () => {
          for (const map of session.maps.all()) map.reset();
        },
      }),
    [session],
  );
  return (
    <div className="app">
      <TopBar onShare={() => setShared(session.link.address())} onHelp={() => setHelp(true)} />
      {hasData && isReady ? <Workbench /> : <FirstScreen />}
      <StatusBar />
      <LoadingBar />
      <Problems />
      <DropTarget />
      <Announcer />
      <HelpDialog isOpen={help} onClose={() => setHelp(false)} />
      <ShareDialog address={shared} onClose={() => setShared(null)} />
      <ImportDialog />
    </div>
  );
}
