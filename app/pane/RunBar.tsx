import { useLocus, usePaneRun } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Progress } from '../../src/ui/Progress.tsx';
import { useDetails, useSession } from '../session/hooks.ts';
import { remainingText } from '../session/pace.ts';
import './run-bar.css';

/** The calculation under way in a pane: how far it is, how long it will take, and the ways to stop it. */
export function RunBar({ id }: { readonly id: string }) {
  const run = usePaneRun(id);
  const method = useLocus((state) => state.workspace.panes.find((pane) => pane.id === id)?.method);
  const { projections, methods } = useSession();
  const { progress } = run ?? {};
  const fraction = progress && progress.total > 0 ? progress.done / progress.total : undefined;
  const active = run?.status === 'running' || run?.status === 'paused';
  const remaining = useDetails((details) => details.remaining[id] ?? null);
  if (!active) return null;
  const title = methods.get(method ?? '')?.title ?? method ?? '';
  const paused = run.status === 'paused';
  return (
    <div className="run-bar" data-testid="run-bar">
      <span className="run-bar__text">
        {title}
        {progress && `: ${progress.stage}`}
        {fraction !== undefined && ` ${Math.round(fraction * 100)} %`}
        {paused ? ', paused' : remaining !== null && `, ${remainingText(remaining)}`}
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
