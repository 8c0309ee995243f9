import type { Problem } from '../../src/state/data-slice.ts';
import { useLocus } from '../../src/state/hooks.ts';
import type { OpenOptions } from '../../src/workers/protocol.ts';
import { Button } from '../../src/ui/Button.tsx';
import { ErrorCard } from '../../src/ui/ErrorCard.tsx';
import { useSession } from '../session/hooks.ts';
import { VECTORS_LOST } from '../session/opening-problems.ts';
import './problems.css';

/** What went wrong, newest first, until it is dismissed. What is loaded stays below. */
export function Problems() {
  const problems = useLocus((state) => state.problems);
  const dismiss = useLocus((state) => state.dismissProblem);
  const clear = useLocus((state) => state.clearProblems);
  if (problems.length === 0) return null;
  return (
    <div className="problems">
      {problems.toReversed().map((problem) => (
        <ErrorCard
          key={problem.id}
          error={problem}
          onDismiss={() => dismiss(problem.id)}
          actions={<WayOut problem={problem} />}
        />
      ))}
      {problems.length > 2 && <Button onPress={clear}>Dismiss all</Button>}
    </div>
  );
}

/** The ways out that Locus can take itself. */
function WayOut({ problem }: { readonly problem: Problem }) {
  const { opening } = useSession();
  const dismiss = useLocus((state) => state.dismissProblem);
  const retry = (options: OpenOptions): void => {
    dismiss(problem.id);
    void opening.retry(options);
  };
  if (problem.code === 'E_NONFINITE') {
    return (
      <Button onPress={() => retry({ nonFinite: 'drop-rows' })}>Open without these rows</Button>
    );
  }
  if (problem.code === VECTORS_LOST) {
    return <Button onPress={() => void opening.reload()}>Read again</Button>;
  }
  if (problem.code === 'E_ROWS' && opening.tookForMetadata) {
    return <Button onPress={() => retry({ tablesAsVectors: true })}>Open it by itself</Button>;
  }
  return null;
}
