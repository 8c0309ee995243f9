import { useLocus } from '../../src/state/hooks.ts';
import type { MethodDescriptor } from '../../src/analysis/types.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import { Button } from '../../src/ui/Button.tsx';
import { count } from '../recipe/chips.ts';

/** Rounds and seeds of a stochastic method: the same picture taken further, or another one of the same data. */
export function Variations({
  pane,
  method,
}: {
  readonly pane: PaneState;
  readonly method: MethodDescriptor;
}) {
  const done = useLocus((state) => state.results.get(pane.id)?.status === 'done');
  const recipe = useLocus((state) => state.results.get(pane.id)?.result?.recipe);
  const setPane = useLocus((state) => state.setPane);
  const { rounds, seed, onto } = { ...method.params.safeParse(pane.params).data };
  const change = (label: string, params: PaneState['params']): void =>
    setPane(pane.id, { params: changed(method, { ...pane.params, ...params }) }, { label });
  // Items placed on the map of another space stay where they were placed.
  const hasRounds = typeof rounds === 'number' && !onto;
  const epochs = done ? (recipe?.resolved?.['epochs'] ?? recipe?.params['epochs']) : undefined;
  const canGoOn = typeof rounds === 'number' && accepts(method, { rounds: rounds + 1 });
  return (
    <>
      {hasRounds && (
        <Button
          variant="quiet"
          isDisabled={!done || !canGoOn}
          onPress={() => change('go on with the layout', { rounds: rounds + 1 })}
        >
          {typeof epochs === 'number' ? `Go on: ${count(epochs)} epochs` : 'Go on'}
        </Button>
      )}
      {method.stochastic && typeof seed === 'number' && (
        <Button
          variant="quiet"
          isDisabled={!done || !accepts(method, { seed: seed + 1 })}
          onPress={() => change('take another seed', { ...FIRST_ROUND, seed: seed + 1 })}
        >
          New seed
        </Button>
      )}
    </>
  );
}

const FIRST_ROUND = { rounds: 1 };

/** Parameters that the method has and that differ from its defaults. */
function changed({ params: schema }: MethodDescriptor, params: PaneState['params']) {
  const defaults: Readonly<Record<string, unknown>> = schema.parse({});
  return Object.fromEntries(
    Object.entries(params).filter(([key, value]) => key in defaults && value !== defaults[key]),
  );
}

const accepts = (method: MethodDescriptor, params: PaneState['params']): boolean =>
  method.params.safeParse(params).success;
