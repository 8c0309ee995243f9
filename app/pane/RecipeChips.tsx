import { useLocus } from '../../src/state/hooks.ts';
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
  if (!recipe) return null;
  const defaults = methods.get(recipe.method)?.params.safeParse({}).data;
  return (
    <ul
      className={stale ? 'recipe-chips recipe-chips--stale' : 'recipe-chips'}
      aria-label="How this map was made"
      // Scrolls where there is no room, so the keyboard must reach it.
      tabIndex={0}
      data-testid="recipe"
    >
      {recipeChips(recipe, defaults).map(({ name, value }) => (
        <li key={name + value}>
          <Chip name={name} value={value} />
        </li>
      ))}
      {recipe.notes.map((note) => (
        <li key={note} className="recipe-chips__note">
          {note}
        </li>
      ))}
    </ul>
  );
}
