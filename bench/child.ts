import { openPeer, type Contender } from './contender.ts';
import { load } from './data.ts';
import type { Answer, Job, Run, Task } from './isolated.ts';
import { openLocus } from './locus.ts';
import { median, time } from './measure.ts';
import { forgetPeak, residentBytes } from './memory.ts';
import type { Matrix } from '../src/math/kernels.ts';

/** The process that `isolated` starts: does its tasks, sends one answer and ends. */
process.once('message', ({ job, tasks }: { job: Job; tasks: readonly Task[] }) => {
  const answer = perform(job, tasks).catch((error: Error) => ({ error: error.message }));
  void answer.then((message) => process.send!(message, () => process.exit()));
});

// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());

async function perform(job: Job, tasks: readonly Task[]): Promise<Answer> {
  const watcher = { frames: 0 };
  const contender = job.contender === 'locus' ? openLocus(watcher) : await openPeer(job.contender);
  const start = residentBytes('self', 'VmRSS');
  forgetPeak('self');
  const x = load(job.data, job.rows);
  const runs: Run<unknown>[] = [];
  for (const task of tasks) runs.push(await timed(contender, x, task, job.repeats ?? 1));
  const peak = residentBytes('self', 'VmHWM') - start;
  return { name: contender.name, peak, frames: watcher.frames, runs };
}

async function timed(
  contender: Contender,
  x: Matrix,
  task: Task,
  repeats: number,
): Promise<Run<unknown>> {
  const times: number[] = [];
  let value: unknown;
  for (let run = repeats > 1 ? -1 : 0; run < repeats; run++) {
    const ms = await time(async () => (value = await act(contender, x, task)));
    if (run >= 0) times.push(ms);
  }
  return { value, seconds: median(times) / 1000 };
}

function act(contender: Contender, x: Matrix, task: Task): unknown {
  switch (task.ability) {
    case 'neighbours':
      return contender.neighbours!(x, task.k, task.search ?? 'exact');
    case 'umap':
      return contender.umap!(x, task);
    case 'components':
      return contender.components!(x, task.count);
  }
}
