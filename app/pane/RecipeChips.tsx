import { usePaneRun } from '../../src/state/hooks.ts';
import { Chip } from '../../src/ui/Chip.tsx';
import { recipeChips } from '../recipe/chips.ts';
import { useSession } from '../session/hooks.ts';
import './recipe-chips.css';

/** How the picture on screen was made. */
export function RecipeChips({ id }: { readonly id: string }) {
  const run = usePaneRun(id);
  const { methods } = useSession();
  const recipe = run?.result?.recipe;
  if (!recipe) return null;
  const defaults = methods.get(recipe.method)?.params.safeParse({}).data;
  // While the next picture is computed, these still speak of the last one.
  const stale = run.key !== run.resultKey;
  return (
    <ul
      className={stale ? 'recipe-chips recipe-chips--stale' : 'recipe-chips'}
      aria-label="How this map was made"
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
