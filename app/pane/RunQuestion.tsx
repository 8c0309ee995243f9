import { bytesText } from '../../src/base/bytes.ts';
import { useLocus, usePaneRun } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { count } from '../recipe/chips.ts';
import { useSession } from '../session/hooks.ts';
import { aboutText } from './duration.ts';
import './run-question.css';

/** Asks before a run that is over budget: on a sample, on everything, or not at all. */
export function RunQuestion({ id }: { readonly id: string }) {
  const run = usePaneRun(id);
  const method = useLocus((state) => state.workspace.panes.find((pane) => pane.id === id)?.method);
  const setPane = useLocus((state) => state.setPane);
  const { projections, methods } = useSession();
  if (run?.status !== 'asking' || !run.estimate?.sample) return null;
  const { seconds, bytes, sample } = run.estimate;
  const { rows, seed } = sample;
  const title = methods.get(method ?? '')?.title ?? method;
  return (
    <div
      className="run-question"
      role="group"
      aria-label="Before this runs"
      data-testid="run-question"
    >
      <p>
        <strong>
          {title} of all {count(sample.of)} items would take {aboutText(seconds)} and{' '}
          {bytesText(bytes)} of memory here.
        </strong>{' '}
        A random sample of {count(rows)} (seed {seed}) takes {aboutText(sample.seconds)} and{' '}
        {bytesText(sample.bytes)}. The recipe says which of the two you see.
      </p>
      <div className="run-question__answers">
        <Button
          variant="primary"
          onPress={() => setPane(id, { sample: { rows, seed } }, { label: 'take a sample' })}
        >
          Take a sample of {count(rows)}
        </Button>
        <Button onPress={() => projections.runAnyway(id)}>Run on all</Button>
        <Button onPress={() => projections.cancel(id)}>Cancel</Button>
      </div>
    </div>
  );
}
