import type { ReactNode } from 'react';
import { Group } from 'react-aria-components/Group';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { Toolbar } from 'react-aria-components/Toolbar';
import type { SelectMode } from '../../state/selection.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import {
  AddIcon,
  BoxIcon,
  FitIcon,
  LabelIcon,
  LassoIcon,
  OrbitIcon,
  PanIcon,
  RemoveIcon,
  ReplaceIcon,
} from './map-icons.tsx';
import type { MapMode } from './rig.ts';
import type { Tool } from './gestures.ts';
import './map.css';

export interface Props {
  readonly tool: Tool;
  readonly onTool: (tool: Tool) => void;
  readonly selectMode: SelectMode;
  readonly onSelectMode: (mode: SelectMode) => void;
  readonly mode: MapMode;
  readonly onMode: (mode: MapMode) => void;
  /** The method computes coordinates of its own for each number of dimensions; else 2-D is the view from above. */
  readonly isLayoutPerMode: boolean;
  readonly onReset: () => void;
  readonly pointSize: number;
  readonly onPointSize: (size: number) => void;
  readonly labels: boolean;
  readonly onLabels: (shown: boolean) => void;
}

/** The slider runs in octaves, so that half and double are equally far from 1. */
const OCTAVES = { low: -2, high: 2 };

/** The tools of a map; every one has a label and works from the keyboard (arrow keys move between them). */
export function MapToolbar(props: Props) {
  const { tool, onTool, selectMode, onSelectMode, mode, pointSize, isLayoutPerMode } = props;
  const [flat, solid] = isLayoutPerMode
    ? ['2-D (a new layout)', '3-D (a new layout)']
    : ['2-D, from above', '3-D'];
  return (
    <Toolbar className="map-toolbar" aria-label="Map tools">
      <Group className="map-toolbar__group" aria-label="What dragging does">
        <Tool
          label={mode === '3d' ? 'Turn: drag; move: right or Shift-drag' : 'Move: drag'}
          on={tool === 'orbit'}
          onChoose={() => onTool('orbit')}
        >
          {mode === '3d' ? <OrbitIcon /> : <PanIcon />}
        </Tool>
        <Tool label="Select with a box" on={tool === 'box'} onChoose={() => onTool('box')}>
          <BoxIcon />
        </Tool>
        <Tool label="Select with a lasso" on={tool === 'lasso'} onChoose={() => onTool('lasso')}>
          <LassoIcon />
        </Tool>
      </Group>
      {tool !== 'orbit' && (
        <Group className="map-toolbar__group" aria-label="What selecting does">
          <Tool
            label="Replace the selection"
            on={selectMode === 'replace'}
            onChoose={() => onSelectMode('replace')}
          >
            <ReplaceIcon />
          </Tool>
          <Tool
            label="Add to the selection (Shift)"
            on={selectMode === 'add'}
            onChoose={() => onSelectMode('add')}
          >
            <AddIcon />
          </Tool>
          <Tool
            label="Remove from the selection (Alt)"
            on={selectMode === 'remove'}
            onChoose={() => onSelectMode('remove')}
          >
            <RemoveIcon />
          </Tool>
        </Group>
      )}
      <Group className="map-toolbar__group" aria-label="Dimensions">
        <Tool label={flat} on={mode === '2d'} onChoose={() => props.onMode('2d')}>
          2D
        </Tool>
        <Tool label={solid} on={mode === '3d'} onChoose={() => props.onMode('3d')}>
          3D
        </Tool>
      </Group>
      <Group className="map-toolbar__group" aria-label="Look">
        <IconButton label="Show all points" shortcut="0" onPress={props.onReset}>
          <FitIcon />
        </IconButton>
        <Tool label="Labels" on={props.labels} onChoose={() => props.onLabels(!props.labels)}>
          <LabelIcon />
        </Tool>
        <input
          className="map-toolbar__size"
          type="range"
          aria-label="Point size"
          aria-valuetext={`${pointSize.toPrecision(2)} times`}
          title="Point size"
          min={OCTAVES.low}
          max={OCTAVES.high}
          step={0.25}
          value={Math.log2(pointSize)}
          onChange={(event) => props.onPointSize(2 ** event.target.valueAsNumber)}
        />
      </Group>
    </Toolbar>
  );
}

function Tool({
  label,
  on,
  onChoose,
  children,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip text={label}>
      <ToggleButton
        className="map-toolbar__tool"
        aria-label={label}
        isSelected={on}
        onChange={onChoose}
      >
        {children}
      </ToggleButton>
    </Tooltip>
  );
}
