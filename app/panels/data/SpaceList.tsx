import type { SpaceInfo } from '../../../src/data/dataset.ts';
import { useLocus } from '../../../src/state/hooks.ts';
import { Button } from 'react-aria-components/Button';
import { count } from '../../recipe/chips.ts';
import { useDetails, useSession } from '../../session/hooks.ts';
import { choiceOfSpace, heldType, spaceOf } from '../../session/run-call.ts';
import './space-list.css';

/** The matrices of the data set; with several, a click puts one on the map. */
export function SpaceList({ spaces }: { readonly spaces: readonly SpaceInfo[] }) {
  const pane = useLocus((state) => state.workspace.panes[0]);
  const dataset = useLocus((state) => state.dataset);
  const setPane = useLocus((state) => state.setPane);
  const { methods } = useSession();
  const shown = pane && dataset ? spaceOf(pane, dataset) : undefined;
  return (
    <ul className="section__list">
      {spaces.map((space) => (
        <li key={space.key}>
          {spaces.length > 1 && pane ? (
            <Button
              className="space space--choice"
              aria-pressed={shown === space}
              onPress={() =>
                setPane(pane.id, choiceOfSpace(pane, space, methods.get(pane.method)), {
                  label: `show ${space.name}`,
                })
              }
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
  const storage = useDetails((details) => details.storage);
  return (
    <>
      <span className="space__name">{space.name}</span>
      <span className="space__size">
        {count(space.rows)} × {count(space.cols)} {heldType(space, storage)}
      </span>
      <span className="space__source" title={`SHA-256 ${space.source.sha256}`}>
        {space.source.name}
      </span>
    </>
  );
}
