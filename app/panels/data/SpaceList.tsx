import type { SpaceInfo } from '../../../src/data/dataset.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { Button } from 'react-aria-components/Button';
import { count } from '../../recipe/chips.ts';
import { spaceOf } from '../../session/run-call.ts';
import './space-list.css';

/** The matrices of the data set; with several, a click puts one on the map. */
export function SpaceList({ spaces }: { readonly spaces: readonly SpaceInfo[] }) {
  const pane = useLocus((state) => state.workspace.panes[0]);
  const dataset = useLocus((state) => state.dataset);
  const setPane = useLocus((state) => state.setPane);
  const shown = pane && dataset ? spaceOf(pane, dataset) : undefined;
  return (
    <ul className="section__list">
      {spaces.map((space) => (
        <li key={space.key}>
          {spaces.length > 1 && pane ? (
            <Button
              className="space space--choice"
              aria-pressed={shown === space}
              onPress={() => setPane(pane.id, { space: space.name, camera: undefined })}
            >
              <SpaceFacts space={space} />
            </Button>
          ) : (
            <div className="space">
              <SpaceFacts space={space} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function SpaceFacts({ space }: { readonly space: SpaceInfo }) {
  return (
    <>
      <span className="space__name">{space.name}</span>
      <span className="space__size">
        {count(space.rows)} × {count(space.cols)} {space.dtype}
      </span>
      <span className="space__source" title={`SHA-256 ${space.source.sha256}`}>
        {space.source.name}
      </span>
    </>
  );
}
