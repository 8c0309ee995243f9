import {
  startTransition,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { errorDetails, type ErrorDetails } from '../../base/errors.ts';
import type { SelectMode } from '../../state/selection.ts';
import type { CameraState } from '../../state/workspace.ts';
import type { Colouring } from './colour.ts';
import type { MapLabel } from './labels.ts';
import type { Spot } from './overlay.ts';
import type { Scheme } from './palette.ts';
import { MapRenderer, type MapHandlers, type MapMode, type Tool } from './renderer.ts';
import { readTheme } from './theme.ts';
import './map.css';

export interface MapViewProps extends Omit<MapHandlers, 'onHoverMoved'> {
  /** Says in words what the map shows, for those who do not see it. */
  readonly description: string;
  /** rows x dims; null while there is nothing to show. */
  readonly coordinates: Float32Array | null;
  readonly dims: 2 | 3;
  /** Duration of the passage to new coordinates, ms. */
  readonly passageMs?: number;
  readonly colouring: Pick<Colouring, 'colours' | 'shapes'>;
  /** One byte per item, from `stateBytes`. */
  readonly state: Uint8Array;
  readonly scheme: Scheme;
  readonly mode: MapMode;
  readonly tool: Tool;
  readonly selectMode: SelectMode;
  /** Null: fitted to the points. */
  readonly camera: CameraState | null;
  /** Multiple of the size that suits the number of points. */
  readonly pointSize: number;
  readonly labels: readonly MapLabel[];
  readonly neighbours: { readonly from: number; readonly items: Uint32Array } | null;
  /** Item hovered elsewhere, or -1. */
  readonly hovered: number;
  readonly axes: readonly string[];
  /** What stands beside the item under the pointer. */
  readonly hoverLabel?: (item: number) => ReactNode;
  /** The renderer, for what passes by React: live frames, tests. Null when it is gone. */
  readonly onRenderer?: (renderer: MapRenderer | null) => void;
  /** Controls laid over the map. */
  readonly children?: ReactNode;
}

const PASSAGE_MS = 800;

interface Hover {
  readonly item: number;
  readonly side: string;
  readonly style: { readonly left: number; readonly top: number };
}

/** A label at a point, on the side of it where there is room. */
function beside(item: number, { x, y }: Spot, host: HTMLElement): Hover {
  const across = x > host.clientWidth / 2 ? 'left' : 'right';
  const along = y > host.clientHeight / 2 ? 'above' : 'below';
  return { item, side: `${across} ${along}`, style: { left: x, top: y } };
}

/** The map as a React component: hands props on to the renderer, and draws nothing itself. */
export function MapView(props: MapViewProps) {
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [error, setError] = useState<ErrorDetails | null>(null);
  const [lost, setLost] = useState(false);
  const [hover, setHover] = useState<Hover | null>(null);
  const help = useId();
  const hoverElement = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  const attach = useCallback((host: HTMLDivElement) => {
    let made: MapRenderer;
    try {
      made = new MapRenderer(
        host,
        {
          onPick: (item, mode) => latest.current.onPick?.(item, mode),
          onPickCentre: (item) => latest.current.onPickCentre?.(item),
          onSelect: (items, mode) => latest.current.onSelect?.(items, mode),
          onHover: (item, place) => {
            setHover(item >= 0 && place ? beside(item, place, host) : null);
            latest.current.onHover?.(item, place);
          },
          onHoverMoved: ({ x, y }) => {
            const style = hoverElement.current?.style;
            style?.setProperty('left', `${x}px`);
            style?.setProperty('top', `${y}px`);
          },
          onCamera: (camera) => latest.current.onCamera?.(camera),
          onTurning: (turning) => latest.current.onTurning?.(turning),
          onClear: () => latest.current.onClear?.(),
          onContextLost: (isLost) => {
            setLost(isLost);
            latest.current.onContextLost?.(isLost);
          },
        },
        readTheme(host, latest.current.scheme),
      );
    } catch (thrown) {
      setError(errorDetails(thrown));
      return;
    }
    // In a task of its own: what the map is given takes as long as making it.
    startTransition(() => setRenderer(made));
    return () => {
      setRenderer(null);
      made.dispose();
    };
  }, []);

  useRendererProps(renderer, props);
  // After it has been given all it shows.
  useEffect(() => {
    if (!renderer) return;
    latest.current.onRenderer?.(renderer);
    return () => latest.current.onRenderer?.(null);
  }, [renderer]);

  return (
    <div className="map-view">
      <div
        ref={attach}
        className="map-view__stage"
        data-tool={props.tool}
        tabIndex={0}
        role="application"
        aria-roledescription="map of points"
        aria-label={props.description}
        aria-describedby={help}
      />
      <p id={help} hidden>
        Arrow keys turn the map, with Shift they move it. Plus and minus zoom, 0 shows all points,
        Enter inspects the item nearest to the middle, Escape clears the selection.
      </p>
      {hover && props.hoverLabel && (
        <div
          ref={hoverElement}
          className="map-view__hover"
          data-side={hover.side}
          style={hover.style}
        >
          {props.hoverLabel(hover.item)}
        </div>
      )}
      {error && (
        <p className="map-view__message" role="alert">
          <strong>{error.message}</strong> {error.hint}
        </p>
      )}
      {lost && (
        <p className="map-view__message" role="status">
          The graphics card was taken away. The map comes back as soon as the browser allows it.
        </p>
      )}
      {props.children}
    </div>
  );
}

/** Each prop goes to the renderer when it changes, and only then. */
function useRendererProps(renderer: MapRenderer | null, props: MapViewProps): void {
  const { coordinates, dims, colouring, state, scheme, mode, tool, selectMode } = props;
  const { camera, pointSize, labels, neighbours, hovered, axes, passageMs = PASSAGE_MS } = props;
  useEffect(() => renderer?.setMode(mode), [renderer, mode]);
  useEffect(() => renderer?.setCamera(camera), [renderer, camera]);
  useEffect(() => {
    if (coordinates) renderer?.setPositions(coordinates, dims, { animateMs: passageMs });
  }, [renderer, coordinates, dims, passageMs]);
  useEffect(() => {
    renderer?.setColours(colouring.colours);
    renderer?.setShapes(colouring.shapes);
  }, [renderer, colouring]);
  useEffect(() => renderer?.setState(state), [renderer, state]);
  useEffect(() => renderer?.setTheme(readTheme(renderer.element, scheme)), [renderer, scheme]);
  useEffect(() => renderer?.setTool(tool), [renderer, tool]);
  useEffect(() => renderer?.setSelectMode(selectMode), [renderer, selectMode]);
  useEffect(() => renderer?.setPointSize(pointSize), [renderer, pointSize]);
  useEffect(() => renderer?.setLabels(labels), [renderer, labels]);
  useEffect(() => {
    renderer?.setNeighbourLines(neighbours?.from ?? -1, neighbours?.items ?? new Uint32Array(0));
  }, [renderer, neighbours]);
  useEffect(() => renderer?.setHover(hovered), [renderer, hovered]);
  useEffect(() => renderer?.setAxes(axes), [renderer, axes]);
}
