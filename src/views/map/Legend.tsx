import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { filterLevels, type LegendLevel, type LegendModel } from './colour.ts';
import { cssColour, rampColour, type Shape } from './palette.ts';
import './map.css';

export interface Props {
  readonly legend: LegendModel;
  /** Dims one level or brings it back. */
  readonly onToggle: (level: number) => void;
  /** Dims all other levels; again, and all come back. */
  readonly onIsolate: (level: number) => void;
  readonly onShowAll: () => void;
  readonly onReverse: () => void;
}

/** More rows are not read, they are searched. */
const MOST_ROWS = 200;
const SEARCH_FROM = 12;

/** What the colours mean: levels with counts to dim and search, or a ramp with its ends. */
export function Legend(props: Props) {
  const { legend } = props;
  if (legend.kind === 'none') return null;
  return (
    <section className="legend" aria-label={`Legend: ${legend.name}`}>
      {legend.kind === 'category' ? (
        <Levels {...props} legend={legend} />
      ) : (
        <Ramp legend={legend} onReverse={props.onReverse} />
      )}
    </section>
  );
}

function Levels({
  legend,
  onToggle,
  onIsolate,
  onShowAll,
}: Props & { readonly legend: Extract<LegendModel, { kind: 'category' }> }) {
  const [search, setSearch] = useState('');
  const searchable = legend.levels.length > SEARCH_FROM;
  const found = filterLevels(legend.levels, searchable ? search : '');
  const shown = found.slice(0, MOST_ROWS);
  const hidden = legend.levels.filter((level) => level.hidden).length;
  const { list, stop, onKeyDown, setStop } = useOneTabStop(shown.length);
  return (
    <>
      <header className="legend__head">
        <h3 className="legend__title">{legend.name}</h3>
        {hidden > 0 && (
          <button type="button" className="legend__action" onClick={onShowAll}>
            Show all
          </button>
        )}
      </header>
      {searchable && (
        <input
          className="legend__search"
          type="search"
          placeholder={`Search ${legend.levels.length.toLocaleString('en')} levels`}
          aria-label={`Search the levels of ${legend.name}`}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <ul ref={list} className="legend__levels" onKeyDown={onKeyDown}>
        {shown.map((level, place) => (
          <Level
            key={level.level}
            level={level}
            isTabStop={place === stop}
            onFocus={() => setStop(place)}
            onToggle={() => onToggle(level.level)}
            onIsolate={() => onIsolate(level.level)}
          />
        ))}
      </ul>
      {found.length === 0 && <p className="legend__note">No level contains “{search}”.</p>}
      {found.length > MOST_ROWS && (
        <p className="legend__note">
          {(found.length - MOST_ROWS).toLocaleString('en')} more: search for them.
        </p>
      )}
      {legend.isOwn && <p className="legend__note">Colours from the file.</p>}
      {legend.grouped > 0 && (
        <p className="legend__note">
          The last {legend.grouped.toLocaleString('en')} levels share one grey.
        </p>
      )}
    </>
  );
}

/**
 * The list is one stop of the Tab key: arrows go from level to level, Home and End to the ends, right to a level's
 * "only" and left back.
 */
function useOneTabStop(rows: number) {
  const list = useRef<HTMLUListElement>(null);
  const [place, setStop] = useState(0);
  const stop = Math.max(0, Math.min(place, rows - 1));
  const onKeyDown = (event: KeyboardEvent): void => {
    const targets: Record<string, readonly [row: number, button: number]> = {
      ArrowDown: [Math.min(stop + 1, rows - 1), 0],
      ArrowUp: [Math.max(stop - 1, 0), 0],
      Home: [0, 0],
      End: [rows - 1, 0],
      ArrowRight: [stop, 1],
      ArrowLeft: [stop, 0],
    };
    const target = targets[event.key];
    if (!target || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [row, button] = target;
    list.current?.children[row]?.querySelectorAll('button')[button]?.focus();
  };
  return { list, stop, onKeyDown, setStop };
}

function Level({
  level,
  isTabStop,
  onFocus,
  onToggle,
  onIsolate,
}: {
  readonly level: LegendLevel;
  readonly isTabStop: boolean;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  readonly onIsolate: () => void;
}) {
  return (
    <li className="legend__level" onFocus={onFocus}>
      <button
        type="button"
        className="legend__toggle"
        tabIndex={isTabStop ? 0 : -1}
        aria-pressed={!level.hidden}
        title="Click: dim or bring back. Alt-click: dim all others."
        onClick={(event) => (event.altKey ? onIsolate() : onToggle())}
      >
        <Swatch shape={level.shape} colour={cssColour(level.colour)} />
        <span className="legend__label">{level.label === '' ? '(empty)' : level.label}</span>
        <span className="legend__count">{level.count.toLocaleString('en')}</span>
      </button>
      <button
        type="button"
        className="legend__only"
        tabIndex={-1}
        aria-label={`Only ${level.label}`}
        onClick={onIsolate}
      >
        only
      </button>
    </li>
  );
}

const OUTLINES: Record<Exclude<Shape, 'circle'>, string> = {
  square: 'M1.800 1.800h8.400v8.400H1.800Z',
  triangle: 'M6 1.200 11 10H1Z',
  diamond: 'M6 .800 11.200 6 6 11.200.800 6Z',
  plus: 'M4.200 1h3.600v3.200H11v3.600H7.800V11H4.200V7.800H1V4.200h3.200Z',
  cross:
    'M3.200 1 6 3.800 8.800 1 11 3.200 8.200 6 11 8.800 8.800 11 6 8.200 3.200 11 1 8.800 3.800 6 1 3.200Z',
  'triangle-down': 'M6 10.800 1 2h10Z',
};

function Swatch({ shape, colour }: { readonly shape: Shape; readonly colour: string }) {
  return (
    <svg className="legend__swatch" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {shape === 'circle' ? (
        <circle cx="6" cy="6" r="5" fill={colour} />
      ) : (
        <path d={OUTLINES[shape]} fill={colour} />
      )}
    </svg>
  );
}

function Ramp({
  legend,
  onReverse,
}: {
  readonly legend: Extract<LegendModel, { kind: 'number' }>;
  readonly onReverse: () => void;
}) {
  const title = useId();
  const stops = Array.from({ length: 17 }, (_, i) => {
    const t = legend.reversed ? 1 - i / 16 : i / 16;
    return cssColour(rampColour(legend.ramp, legend.scheme, t));
  });
  const empty = Number.isNaN(legend.min);
  return (
    <>
      <header className="legend__head">
        <h3 className="legend__title" id={title}>
          {legend.name}
        </h3>
        <button type="button" className="legend__action" onClick={onReverse}>
          Reverse
        </button>
      </header>
      {empty ? (
        <p className="legend__note">No item has a value.</p>
      ) : (
        <>
          <div
            className="legend__ramp"
            role="img"
            aria-label={`Colours from ${number(legend.min)} to ${number(legend.max)}`}
            style={{ backgroundImage: `linear-gradient(to right, ${stops.join(', ')})` }}
          />
          <div className="legend__ends" aria-hidden="true">
            <span>{number(legend.min)}</span>
            <span>{number(legend.max)}</span>
          </div>
        </>
      )}
      {legend.missing > 0 && (
        <p className="legend__note">{legend.missing.toLocaleString('en')} without a value: grey.</p>
      )}
    </>
  );
}

/** Five significant digits at most. */
const number = (value: number): string =>
  Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(5)));
