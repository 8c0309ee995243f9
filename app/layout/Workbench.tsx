import { useState } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useLocus } from '../../src/state/hooks.ts';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { MapPane } from '../pane/MapPane.tsx';
import { DataPanel } from '../panels/data/DataPanel.tsx';
import { Inspector } from '../panels/inspector/Inspector.tsx';
import { SearchBox } from '../search/SearchBox.tsx';
import { NARROW, useMedia } from './use-media.ts';
import './workbench.css';

/** The working screen: rails beside the map, or tabs where there is no room for rails. */
export function Workbench() {
  return useMedia(NARROW) ? <Tabs /> : <Rails />;
}

function Rails() {
  const pane = useLocus((state) => state.workspace.panes[0]?.id);
  return (
    <Group className="workbench" orientation="horizontal">
      <Panel id="data" defaultSize="250px" minSize="190px" maxSize="420px">
        <DataPanel />
      </Panel>
      <Separator className="workbench__handle" aria-label="Width of the data panel" />
      <Panel id="map" minSize="320px">
        <main className="workbench__map">{pane && <MapPane id={pane} />}</main>
      </Panel>
      <Separator className="workbench__handle" aria-label="Width of the inspector" />
      <Panel id="inspector" defaultSize="290px" minSize="220px" maxSize="480px">
        <Inspector />
      </Panel>
    </Group>
  );
}

const TABS = [
  { value: 'data', label: 'Data' },
  { value: 'map', label: 'Map' },
  { value: 'inspector', label: 'Inspector' },
] as const;

/** The map stays mounted below the other tabs, so that going back to it costs nothing. */
function Tabs() {
  const pane = useLocus((state) => state.workspace.panes[0]?.id);
  const [tab, setTab] = useState<(typeof TABS)[number]['value']>('map');
  return (
    <div className="tabs">
      <div className="tabs__body">
        <main className="tabs__map" inert={tab !== 'map'}>
          <div className="tabs__search">
            <SearchBox />
          </div>
          {pane && <MapPane id={pane} />}
        </main>
        {tab !== 'map' && (
          <div className="tabs__sheet">{tab === 'data' ? <DataPanel /> : <Inspector />}</div>
        )}
      </div>
      <nav className="tabs__bar" aria-label="Panels">
        <Segmented label="Panel" options={TABS} value={tab} onChange={setTab} />
      </nav>
    </div>
  );
}
