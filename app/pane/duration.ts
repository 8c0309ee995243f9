/** "about 4 s left", "about 2 min left". */
export function remainingText(seconds: number): string {
  return seconds < 1 ? 'almost done' : `${aboutText(seconds)} left`;
}

/** A time that was estimated: "about 4 s", "about 2 min", "about 3 h". */
export function aboutText(seconds: number): string {
  if (seconds < 90) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}
