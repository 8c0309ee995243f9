import { Button } from '../../src/ui/Button.tsx';
import { useLocus } from '../../src/state/hooks.ts';
import { count } from '../recipe/chips.ts';
import { useDetails } from '../session/hooks.ts';
import { readPattern, writePattern } from './pattern.ts';
import './search-box.css';

/** The id of the input, so that the "/" key can find it. */
export const SEARCH_ID = 'search';

/** Finds items by their id or any column; hits are highlighted on the map and can be selected. */
export function SearchBox() {
  const search = useLocus((state) => state.workspace.search);
  const setSearch = useLocus((state) => state.setSearch);
  const setFocus = useLocus((state) => state.setFocus);
  const setSelection = useLocus((state) => state.setSelection);
  const hits = useDetails((details) => details.hits);
  const found = hits.status === 'ready' ? hits.value : null;
  return (
    <search className="search">
      <input
        id={SEARCH_ID}
        className="search__input"
        type="search"
        placeholder="Search, or /regex/"
        aria-label="Search ids and columns"
        aria-describedby="search-count"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={writePattern(search)}
        onChange={(event) => setSearch(readPattern(event.currentTarget.value))}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found && found.length > 0) setFocus(found[0]!);
          if (event.key === 'Escape') {
            event.stopPropagation();
            setSearch({ text: '', regex: false });
            event.currentTarget.blur();
          }
        }}
      />
      <span id="search-count" className="search__count" role="status">
        {found && `${count(found.length)} ${found.length === 1 ? 'hit' : 'hits'}`}
        {hits.status === 'failed' && (
          <span className="search__error" title={hits.error.hint}>
            {hits.error.message}
          </span>
        )}
      </span>
      {found && found.length > 0 && (
        <Button onPress={() => setSelection(found)}>Select hits</Button>
      )}
    </search>
  );
}
