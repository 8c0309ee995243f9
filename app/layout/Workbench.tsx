import { useState } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { useLocus } from '../../src/state/hooks.ts';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { MapPane } from '../pane/MapPane.tsx';
import { DataPanel } from '../panels/data/DataPanel.tsx';
import { Inspector } from '../panels/inspector/Inspector.tsx';
import { SearchBox } from '../search/SearchBox.tsx';
import { NARROW, useMedia } from './use-media.ts';
import './workbench.css';

/** Widths of the rails in CSS pixels: what a window of another size leaves as it is. */
const WIDTHS = { data: 250, inspector: 290 };

/** The working screen: rails beside the map, or tabs where there is no room for rails. */
export function Workbench() {
  // Kept here, so that rails that gave way to tabs come back as wide as the person made them.
  const [widths, setWidths] = useState(WIDTHS);
  return useMedia(NARROW) ? <Tabs /> : <Rails widths={widths} onWidths={setWidths} />;
}

function Rails({
  widths,
  onWidths,
}: {
  readonly widths: typeof WIDTHS;
  readonly onWidths: (widths: typeof WIDTHS) => void;
}) {
  const pane = useLocus((state) => state.workspace.panes[0]?.id);
  const data = usePanelRef();
  const inspector = usePanelRef();
  const keepWidths = (): void => {
    if (!data.current || !inspector.current) return;
    onWidths({
      data: data.current.getSize().inPixels,
      inspector: inspector.current.getSize().inPixels,
    });
  };
  return (
    <Group
      className="workbench"
      orientation="horizontal"
      onLayoutChanged={(_, { isUserInteraction }) => {
        if (isUserInteraction) keepWidths();
      }}
    >
      <Panel
        id="data"
        panelRef={data}
        groupResizeBehavior="preserve-pixel-size"
        defaultSize={widths.data}
        minSize={190}
        maxSize={420}
      >
        <DataPanel />
      </Panel>
      <Separator className="workbench__handle" aria-label="Width of the data panel" />
      <Panel id="map" minSize={320}>
        <main className="workbench__map">{pane && <MapPane id={pane} />}</main>
      </Panel>
      <Separator className="workbench__handle" aria-label="Width of the inspector" />
      <Panel
        id="inspector"
        panelRef={inspector}
        groupResizeBehavior="preserve-pixel-size"
        defaultSize={widths.inspector}
        minSize={220}
        maxSize={480}
      >
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
