import { useState } from 'react';
import type { CategoryColumn, NumberColumn } from '../../src/data/dataset.ts';
import type { ColourState } from '../../src/state/workspace.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { toggleLevel, type LegendModel } from '../../src/views/map/colour.ts';
import { Legend } from '../../src/views/map/Legend.tsx';
import { CRAMPED, useMedia } from '../layout/use-media.ts';
import { hiddenLevels, levelName } from './hidden-levels.ts';
import './legend-box.css';

interface Props {
  readonly pane: string;
  readonly colour: ColourState;
  readonly column: CategoryColumn | NumberColumn;
  readonly legend: LegendModel;
}

/** The legend beside the map where there is room, else over its corner and folded until asked for. */
export function LegendBox({ pane, colour, column, legend }: Props) {
  const isCramped = useMedia(CRAMPED);
  /** What the person chose; null: by the room there is. */
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? !isCramped;
  const setColour = useLocus((state) => state.setColour);
  const hide = (levels: Iterable<number>): void => {
    if (column.kind !== 'category') return;
    setColour(pane, {
      column: column.name,
      hidden: Array.from(levels, (l) => levelName(column, l)),
    });
  };
  const levels = legend.kind === 'category' ? legend.levels.map(({ level }) => level) : [];
  const hidden =
    column.kind === 'category' ? hiddenLevels(column, colour.hidden) : new Set<number>();
  const isolate = (level: number): void => {
    const others = levels.filter((other) => other !== level);
    const alone = !hidden.has(level) && others.every((other) => hidden.has(other));
    hide(alone ? [] : others);
  };
  return (
    <aside className={open ? 'legend-box legend-box--open' : 'legend-box'}>
      <Button variant="quiet" aria-expanded={open} onPress={() => setChosen(!open)}>
        {open ? 'Hide legend' : 'Legend'}
      </Button>
      {open && (
        <Legend
          legend={legend}
          onToggle={(level) => hide(toggleLevel(hidden, level))}
          onIsolate={isolate}
          onShowAll={() => hide([])}
          onReverse={() => setColour(pane, { column: column.name, reversed: !colour.reversed })}
        />
      )}
    </aside>
  );
}
