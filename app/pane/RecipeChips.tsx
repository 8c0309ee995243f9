import { usePaneRun } from '../../src/state/hooks.ts';
import { Chip } from '../../src/ui/Chip.tsx';
import { recipeChips } from '../recipe/chips.ts';
import './recipe-chips.css';

/** How the picture on screen was made. */
export function RecipeChips({ id }: { readonly id: string }) {
  const recipe = usePaneRun(id)?.result?.recipe;
  if (!recipe) return null;
  return (
    <ul className="recipe-chips" aria-label="How this map was made" data-testid="recipe">
      {recipeChips(recipe).map(({ name, value }) => (
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
