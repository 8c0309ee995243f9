import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Progress } from '../../src/ui/Progress.tsx';
import { useSession } from '../session/hooks.ts';
import './loading-bar.css';

/** What is being opened and how far it is; comes up after 200 ms, so that quick openings do not flash. */
export function LoadingBar() {
  const loading = useLocus((state) => state.loading);
  const { opening } = useSession();
  if (!loading) return null;
  const { what, progress } = loading;
  return (
    <div className="loading" role="status">
      <div className="loading__text">
        <span>
          Opening {what}
          {progress && `: ${progress.stage}`}
        </span>
        <Button onPress={() => opening.cancel()}>Cancel</Button>
      </div>
      <Progress
        label={`Opening ${what}`}
        value={progress && progress.total > 0 ? progress.done / progress.total : undefined}
      />
    </div>
  );
}
