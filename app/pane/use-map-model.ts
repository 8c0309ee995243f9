import { useMemo } from 'react';
import { viewOf } from '../../src/analysis/descriptors.ts';
import type { ProjectionView } from '../../src/analysis/types.ts';
import type { CategoryColumn, Dataset, NumberColumn } from '../../src/data/dataset.ts';
import { useLocus, useSelectedItems } from '../../src/state/hooks.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import { colourBy, type Colouring } from '../../src/views/map/colour.ts';
import type { MapLabel } from '../../src/views/map/labels.ts';
import type { Scheme } from '../../src/views/map/palette.ts';
import { stateBytes } from '../../src/views/map/state.ts';
import { useDetails } from '../session/hooks.ts';
import { colourColumn } from './colour-column.ts';
import { hiddenLevels } from './hidden-levels.ts';
import { mapLabels } from './map-labels.ts';

/** What a pane's map shows; every part is the same object until what it is made of changes. */
export interface MapModel {
  /** Null before the first result. */
  readonly projection: ProjectionView | null;
  readonly column: CategoryColumn | NumberColumn | null;
  readonly colouring: Colouring;
  readonly state: Uint8Array;
  readonly selection: Uint32Array;
  readonly labels: readonly MapLabel[];
  /** The item looked at and where its true neighbours are. */
  readonly neighbours: { readonly from: number; readonly items: Uint32Array } | null;
}

const NO_ITEMS = new Uint32Array(0);

export function useMapModel(pane: PaneState, dataset: Dataset, scheme: Scheme): MapModel {
  const rows = dataset.ids.length;
  const result = useLocus((state) => state.results.get(pane.id)?.result);
  const focus = useLocus((state) => state.workspace.focus);
  const selection = useSelectedItems();
  const answer = useDetails((details) => details.neighbours);
  const found = useDetails((details) => details.hits);
  const hits = found.status === 'ready' ? found.value : null;

  const projection = useMemo(() => {
    const view = result && viewOf(result);
    return view?.kind === 'projection' && view.rows === rows ? view : null;
  }, [result, rows]);

  const { colour, labels: allLabels } = pane;
  const column = useMemo(
    () => colourColumn(dataset.columns, colour.column),
    [dataset.columns, colour.column],
  );
  const colouring = useMemo(
    () =>
      colourBy(column, rows, {
        scheme,
        reversed: colour.reversed,
        ...(column?.kind === 'category' && { hidden: hiddenLevels(column, colour.hidden) }),
      }),
    [column, rows, scheme, colour.reversed, colour.hidden],
  );

  const neighbours = useMemo(() => {
    if (focus === null) return null;
    const ready = answer.status === 'ready' && answer.value.item === focus;
    return { from: focus, items: ready ? answer.value.indices : NO_ITEMS };
  }, [focus, answer]);
  const { hidden } = colouring;
  const state = useMemo(
    () => stateBytes({ rows, selection, looked: neighbours, hits, hidden }),
    [rows, selection, neighbours, hits, hidden],
  );
  const labels = useMemo(
    () =>
      mapLabels(dataset.ids, {
        focus: neighbours?.from ?? null,
        neighbours: neighbours?.items ?? NO_ITEMS,
        all: allLabels,
      }),
    [dataset.ids, neighbours, allLabels],
  );
  return { projection, column, colouring, state, selection, labels, neighbours };
}
