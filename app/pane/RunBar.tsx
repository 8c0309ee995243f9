import type { Progress as Report } from '../../src/base/control.ts';
import { useLocus, usePaneRun } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Progress } from '../../src/ui/Progress.tsx';
import { useDetails, useSession } from '../session/hooks.ts';
import { remainingText } from './duration.ts';
import './run-bar.css';

/** The calculation under way in a pane: how far it is, how long it will take, and the ways to stop it. */
export function RunBar({ id }: { readonly id: string }) {
  const run = usePaneRun(id);
  const method = useLocus((state) => state.workspace.panes.find((pane) => pane.id === id)?.method);
  const { projections, methods } = useSession();
  const { progress } = run ?? {};
  const fraction = progress && shareDone(progress);
  const active = run?.status === 'running' || run?.status === 'paused';
  const remaining = useDetails((details) => details.remaining[id] ?? null);
  if (!active) return null;
  const title = methods.get(method ?? '')?.title ?? method ?? '';
  const paused = run.status === 'paused';
  const doing = progress ? `${title}: ${stepText(progress)}` : title;
  const share = fraction === undefined ? null : `${Math.round(fraction * 100)} %`;
  const left = remaining === null ? null : remainingText(remaining);
  const time = paused ? 'paused' : left;
  return (
    <div className="run-bar" data-testid="run-bar">
      <span className="run-bar__text">
        <span className="run-bar__step" title={doing}>
          {doing}
        </span>{' '}
        <span className="run-bar__time">
          {[share, time].filter((part) => part !== null).join(', ')}
        </span>
      </span>
      <Progress label={title} value={fraction} />
      {paused ? (
        <Button onPress={() => projections.resume(id)}>Resume</Button>
      ) : (
        <Button onPress={() => projections.pause(id)}>Pause</Button>
      )}
      <Button onPress={() => projections.cancel(id)}>Cancel</Button>
    </div>
  );
}

/** Of the whole run where that is known, else of the stage at hand. */
const shareDone = ({ overall, done, total }: Report): number | undefined =>
  overall ?? (total > 0 ? done / total : undefined);

/** "Layout (5 of 5)". */
const stepText = ({ stage, step, steps }: Report): string =>
  step !== undefined && steps !== undefined && steps > 1 ? `${stage} (${step} of ${steps})` : stage;
