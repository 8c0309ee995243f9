import { DialogTrigger, Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { useLocus } from '../../src/state/hooks.ts';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { SpaceInfo } from '../../src/data/dataset.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Segmented } from '../../src/ui/Segmented.tsx';
import { Tooltip } from '../../src/ui/Tooltip.tsx';
import { SettingsIcon } from '../../src/ui/icons.tsx';
import { count } from '../recipe/chips.ts';
import { ExportButton } from '../export/ExportButton.tsx';
import { formFields } from '../params/form-model.ts';
import { ParamsForm } from '../params/ParamsForm.tsx';
import { useSession } from '../session/hooks.ts';
import { PANE_PARAMS } from '../session/run-call.ts';
import { projectionMethods, startParams } from './projection-choice.ts';
import { RecipeChips } from './RecipeChips.tsx';
import { Variations } from './Variations.tsx';
import './pane-header.css';

/** Chooses the projection of a pane and its parameters, and says how the picture was made. */
export function PaneHeader({
  pane,
  space,
}: {
  readonly pane: PaneState;
  readonly space: SpaceInfo;
}) {
  const { methods } = useSession();
  const neighbours = useLocus((state) => state.workspace.neighbours);
  const setProjection = useLocus((state) => state.setProjection);
  const setPane = useLocus((state) => state.setPane);
  const spaces = useLocus((state) => state.dataset?.spaces);
  const others = (spaces ?? [])
    .filter(({ key, cols }) => key !== space.key && cols === space.cols)
    .map(({ name }) => name);
  const method = methods.get(pane.method);
  return (
    <div className="pane-header">
      <div className="pane-header__row">
        <Segmented
          label="Projection"
          options={projectionMethods(methods.values()).map((candidate) => ({
            value: candidate.id,
            label: candidate.title,
            reason: candidate.requires(space),
          }))}
          value={pane.method}
          onChange={(id) => setProjection(pane.id, id, startParams(methods.get(id)!, neighbours))}
        />
        {method && formFields(method.params, PANE_PARAMS, others).length > 0 && (
          <Settings pane={pane} method={method} spaces={others} />
        )}
        {method && <Variations pane={pane} method={method} />}
        <ExportButton what="map" wordClass="pane-header__word" />
        {pane.sample && pane.sample.rows < space.rows && (
          <Button
            variant="quiet"
            onPress={() => setPane(pane.id, { sample: undefined }, { label: 'take all items' })}
          >
            Take all {count(space.rows)}
          </Button>
        )}
      </div>
      <RecipeChips id={pane.id} />
    </div>
  );
}

function Settings({
  pane,
  method,
  spaces,
}: {
  readonly pane: PaneState;
  readonly method: MethodDescriptor;
  readonly spaces: readonly string[];
}) {
  const setProjection = useLocus((state) => state.setProjection);
  return (
    <DialogTrigger>
      <Tooltip text={`Parameters of ${method.title}`}>
        <Button>
          <SettingsIcon /> <span className="pane-header__word">Parameters</span>
        </Button>
      </Tooltip>
      <Popover className="pane-header__popover" placement="bottom start" offset={4}>
        <Dialog
          aria-label={`Parameters of ${method.title}`}
          className="pane-header__form pane-header__form--footed"
        >
          {({ close }) => (
            <ParamsForm
              method={method}
              chosen={pane.params}
              fixed={PANE_PARAMS}
              spaces={spaces}
              onApply={(params) => {
                setProjection(pane.id, method.id, params);
                close();
              }}
            />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
