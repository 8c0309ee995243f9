import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Chip } from '../../src/ui/Chip.tsx';
import { recipeChips, type RecipeChip } from '../recipe/chips.ts';
import { useSession } from '../session/hooks.ts';
import './recipe-chips.css';

/** How the picture on screen was made. */
export function RecipeChips({ id }: { readonly id: string }) {
  const recipe = useLocus((state) => state.results.get(id)?.result?.recipe);
  // While the next picture is computed, these still speak of the last one.
  const stale = useLocus((state) => {
    const run = state.results.get(id);
    return run?.key !== run?.resultKey;
  });
  const { methods } = useSession();
  // Keeps its row, so that the map need not change its size when the first result comes.
  if (!recipe) return <div className="recipe" />;
  const defaults = methods.get(recipe.method)?.params.safeParse({}).data;
  const { notes } = recipe;
  return (
    <div className={stale ? 'recipe recipe--stale' : 'recipe'} data-testid="recipe">
      <ChipRow chips={recipeChips(recipe, defaults)} />
      {notes.length > 0 && (
        <More
          text={notes.length === 1 ? '1 note' : `${notes.length} notes`}
          title="Notes on this map"
        >
          <ul className="recipe-notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </More>
      )}
    </div>
  );
}

/** As many chips as there is room for, and a button that shows the rest. */
function ChipRow({ chips }: { readonly chips: readonly RecipeChip[] }) {
  const row = useRef<HTMLUListElement>(null);
  const [hidden, setHidden] = useState(0);
  useEffect(() => {
    const { current } = row;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      const { bottom } = current.getBoundingClientRect();
      const below = Array.from(current.children, (chip) => chip.getBoundingClientRect().top);
      setHidden(below.filter((top) => top >= bottom).length);
    });
    // The chips as well: others may come without a change in size of the row.
    for (const element of [current, ...current.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [chips]);
  return (
    <>
      <ul ref={row} className="recipe-chips recipe-chips--row" aria-label="How this map was made">
        <ChipItems chips={chips} />
      </ul>
      {hidden > 0 && (
        <More text={`+${hidden}`} title="The whole recipe">
          <ul className="recipe-chips">
            <ChipItems chips={chips} />
          </ul>
        </More>
      )}
    </>
  );
}

const ChipItems = ({ chips }: { readonly chips: readonly RecipeChip[] }) =>
  chips.map(({ name, value }) => (
    <li key={name + value}>
      <Chip name={name} value={value} />
    </li>
  ));

/** A short text that opens what it stands for. */
function More({
  text,
  title,
  children,
}: {
  readonly text: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <DialogTrigger>
      <Button variant="quiet">{text}</Button>
      <Popover className="pane-header__popover" placement="bottom start" offset={4}>
        <Dialog aria-label={title} className="pane-header__form">
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
