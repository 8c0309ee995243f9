import { useLocus } from '../../src/state/hooks.ts';

/** Speaks the newest notice to those who do not see the status bar. */
export function Announcer() {
  const text = useLocus((state) => state.notices.at(-1)?.text ?? '');
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}
