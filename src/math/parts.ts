import type { Control } from '../base/control.ts';

/**
 * One stage made of parts, each with a progress of its own: told as that of the whole, which never goes back.
 * @param total what the whole counts, e.g. rows
 * @returns the control of the next part, which is this share of the whole; the shares add up to 1
 */
export function inParts(
  control: Control,
  stage: string,
  total: number,
): (share: number) => Control {
  const { progress } = control;
  let end = 0;
  let furthest = 0;
  return (share) => {
    const start = end;
    end += share;
    if (!progress) return control;
    return {
      ...control,
      progress(told) {
        const within = told.total > 0 ? Math.min(1, told.done / told.total) : 0;
        furthest = Math.max(
          furthest,
          Math.min(total, Math.floor((start + share * within) * total)),
        );
        progress({ stage, done: furthest, total });
      },
    };
  };
}
