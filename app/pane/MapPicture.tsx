import { useCallback, useState } from 'react';
import type { Dataset } from '../../src/data/dataset.ts';
import { combine } from '../../src/state/selection.ts';
import { useLocus } from '../../src/state/hooks.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import type { MapRenderer } from '../../src/views/map/renderer.ts';
import { MapToolbar } from '../../src/views/map/MapToolbar.tsx';
import { MapView } from '../../src/views/map/MapView.tsx';
import { useScheme } from '../layout/use-scheme.ts';
import { count } from '../recipe/chips.ts';
import { useDetails, useSession } from '../session/hooks.ts';
import { clearOne } from './clear-one.ts';
import { ItemHover } from './ItemHover.tsx';
import { LegendBox } from './LegendBox.tsx';
import { useLiveFrames } from './use-live-frames.ts';
import { useMapModel, type MapModel } from './use-map-model.ts';
import './map-picture.css';

interface Props {
  readonly pane: PaneState;
  readonly dataset: Dataset;
}

/** Binds the map to the workspace: what it shows comes from there, what the person does goes there. */
export default function MapPicture({ pane, dataset }: Props) {
  const { maps, store, setMoving } = useSession();
  const scheme = useScheme();
  const model = useMapModel(pane, dataset, scheme);
  const tool = useLocus((state) => state.tool);
  const selectMode = useLocus((state) => state.selectMode);
  // Live frames of another run are no longer along the axes of the last result.
  const isStale = useLocus((state) => {
    const run = state.results.get(pane.id);
    return run?.key !== run?.resultKey;
  });
  const pointedAt = useDetails((details) => details.pointedAt);
  const { announce, setCamera, setFocus, setSelection } = store.getState();

  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const { id } = pane;
  const onRenderer = useCallback(
    (map: MapRenderer | null) => {
      maps.set(id, map);
      setRenderer(map);
      // What was chosen to open the data is gone: the keys go to the map, unless the person is elsewhere by now.
      if (map && document.activeElement === document.body)
        map.element.focus({ preventScroll: true });
    },
    [maps, id],
  );
  useLiveFrames(renderer, id, dataset.ids.length, model.projection);

  const { projection, column, selection } = model;
  return (
    <MapView
      description={describe(pane, dataset, model)}
      coordinates={projection?.coordinates ?? null}
      dims={projection?.dims === 2 ? 2 : 3}
      colouring={model.colouring}
      state={model.state}
      scheme={scheme}
      mode={pane.dims === 2 ? '2d' : '3d'}
      tool={tool}
      selectMode={selectMode}
      camera={pane.camera ?? null}
      pointSize={pane.pointSize}
      labels={model.labels}
      neighbours={model.neighbours}
      hovered={pointedAt ?? -1}
      axes={isStale ? NO_AXES : (projection?.axes ?? NO_AXES)}
      hoverLabel={(item) => <ItemHover dataset={dataset} item={item} colouredBy={column} />}
      onRenderer={onRenderer}
      onPick={(item, mode) => {
        if (mode === 'replace') setFocus(item < 0 ? null : item);
        else if (item >= 0) {
          // Adding an item that is selected already takes it out.
          const selected = mode === 'add' && selection.includes(item);
          setSelection(combine(selection, Uint32Array.of(item), selected ? 'remove' : mode));
        }
      }}
      onPickCentre={(item) => {
        if (item >= 0) setFocus(item);
        announce(
          item >= 0
            ? `Inspecting ${dataset.ids[item] ?? item}.`
            : 'No item is in sight to inspect.',
        );
      }}
      onSelect={(items, mode) => setSelection(combine(selection, items, mode))}
      onCamera={(camera) => setCamera(id, camera ?? undefined)}
      onTurning={setMoving}
      onClear={() => clearOne(store)}
    >
      <Tools pane={pane} renderer={renderer} />
      {column && (
        <LegendBox
          key={column.name}
          pane={id}
          colour={pane.colour}
          column={column}
          legend={model.colouring.legend}
        />
      )}
    </MapView>
  );
}

const NO_AXES: readonly string[] = [];

function Tools({
  pane,
  renderer,
}: {
  readonly pane: PaneState;
  readonly renderer: MapRenderer | null;
}) {
  const tool = useLocus((state) => state.tool);
  const selectMode = useLocus((state) => state.selectMode);
  const { store, methods } = useSession();
  const method = methods.get(pane.method);
  const { setTool, setSelectMode, setPane } = store.getState();
  return (
    <div className="map-tools">
      <MapToolbar
        tool={tool}
        onTool={setTool}
        selectMode={selectMode}
        onSelectMode={setSelectMode}
        mode={pane.dims === 2 ? '2d' : '3d'}
        isLayoutPerMode={method !== undefined && 'dims' in method.params.shape}
        onMode={(mode) => setPane(pane.id, { dims: mode === '2d' ? 2 : 3 })}
        onReset={() => renderer?.reset()}
        pointSize={pane.pointSize}
        onPointSize={(pointSize) => setPane(pane.id, { pointSize }, { coalesce: 'point size' })}
        labels={pane.labels}
        onLabels={(labels) => setPane(pane.id, { labels })}
      />
    </div>
  );
}

function describe(pane: PaneState, dataset: Dataset, { column, selection }: MapModel): string {
  const parts = [
    `${pane.method} map of ${dataset.name}`,
    `${count(dataset.ids.length)} items`,
    ...(column ? [`coloured by ${column.name}`] : []),
    ...(selection.length > 0 ? [`${count(selection.length)} selected`] : []),
  ];
  return parts.join(', ');
}
