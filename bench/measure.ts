/** Wall-clock time of a task in milliseconds. */
export async function time(task: () => unknown): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/**
 * Median time of each task in milliseconds, after one run each that warms up. The tasks take turns, so that whatever
 * else the machine does strikes all of them alike.
 */
export async function medianTimes(
  repeats: number,
  tasks: readonly (() => unknown)[],
): Promise<number[]> {
  const times: number[][] = tasks.map(() => []);
  for (let round = 0; round <= repeats; round++) {
    for (const [i, task] of tasks.entries()) {
      const ms = await time(task);
      if (round > 0) times[i]!.push(ms);
    }
  }
  return times.map(median);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
