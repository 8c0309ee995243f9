import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Chip } from '../../src/ui/Chip.tsx';
import { recipeChips } from '../recipe/chips.ts';
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
  return (
    <div className={stale ? 'recipe recipe--stale' : 'recipe'} data-testid="recipe">
      <ul
        className="recipe-chips"
        aria-label="How this map was made"
        // Scrolls where there is no room, so the keyboard must reach it.
        tabIndex={0}
      >
        {recipeChips(recipe, defaults).map(({ name, value }) => (
          <li key={name + value}>
            <Chip name={name} value={value} />
          </li>
        ))}
      </ul>
      {recipe.notes.length > 0 && <Notes notes={recipe.notes} />}
    </div>
  );
}

/** What the method decided or noticed on the way, in words. */
function Notes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <DialogTrigger>
      <Button variant="quiet">{notes.length === 1 ? '1 note' : `${notes.length} notes`}</Button>
      <Popover className="pane-header__popover" placement="bottom start" offset={4}>
        <Dialog aria-label="Notes on this map" className="pane-header__form">
          <ul className="recipe-notes">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
