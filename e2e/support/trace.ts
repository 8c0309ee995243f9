import type { Browser, Page } from '@playwright/test';

/** One task of the page's main thread, in milliseconds. */
export interface MainTask {
  /** Time the thread spent computing. */
  readonly cpu: number;
  /** Time from beginning to end, in which other threads and programs may have had the processor. */
  readonly wall: number;
}

/** The part of a trace event that is read (Chromium's trace event format; times in microseconds). */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * The tasks that the main thread of `page` ran while `act` was under way.
 *
 * The long-task observer of a page knows the wall time only. On a machine whose cores are all at work, and UMAP takes
 * them all, a task of a few milliseconds can wait longer than it computes; how long says more about the machine than
 * about the page. A trace knows both.
 */
export async function mainTasks(
  browser: Browser,
  page: Page,
  act: () => Promise<unknown>,
): Promise<readonly MainTask[]> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  let trace: Buffer;
  try {
    await act();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: readonly TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(thread),
  );
  const tasks: MainTask[] = [];
  // Of all renderers: the browser keeps one in store, which idles.
  for (const event of traceEvents) {
    if (event.ph !== 'X' || !/RunTask$/.test(event.name) || !mains.has(thread(event))) continue;
    const { dur, tdur } = event;
    // A task that the beginning or the end of the trace cuts has no time of its own.
    if (dur !== undefined && tdur !== undefined) tasks.push({ cpu: tdur / 1000, wall: dur / 1000 });
  }
  return tasks;
}
