import type { Control } from '../base/control.ts';
import type { MethodDescriptor } from './types.ts';

/** Adds to every report of progress which of the method's stages it is, and how much of the whole is done. */
export function countStages(control: Control, { stages }: MethodDescriptor): Control {
  const { progress } = control;
  if (!progress || !stages) return control;
  const total = stages.reduce((sum, { share }) => sum + share, 0);
  let step = 0;
  let overall = 0;
  return {
    ...control,
    progress: (told) => {
      const place = stages.findIndex(({ name }) => name === told.stage);
      // A stage that is not listed, or one that is met again, counts to the furthest so far.
      step = Math.max(step, place);
      const before = stages.slice(0, step).reduce((sum, { share }) => sum + share, 0);
      const within = place === step && told.total > 0 ? told.done / told.total : 0;
      overall = Math.max(overall, (before + within * stages[step]!.share) / total);
      progress({ ...told, step: step + 1, steps: stages.length, overall });
    },
  };
}
