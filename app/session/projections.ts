import { errorDetails, toPlain } from '../../src/base/errors.ts';
import type { MethodDescriptor, ProjectionValue, Result } from '../../src/analysis/types.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { runKey } from '../../src/state/run-key.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import type { LocusClient, RunningTask } from '../../src/workers/client.ts';
import type { RunCall } from '../../src/workers/protocol.ts';
import type { DetailsStore } from './details.ts';
import { RemainingTime } from '../../src/base/remaining.ts';
import { runCall, spaceOf } from './run-call.ts';

/** Progress is shown so often, in milliseconds: more cannot be read, and every showing renders. */
const TELL_EVERY = 150;
/** Runs that are estimated to take less are over before their time is read, in seconds. */
const WORTH_TELLING = 1;

interface Run {
  readonly key: string;
  readonly task: RunningTask<Result>;
  readonly pace: RemainingTime;
}

type Asked = Pick<PaneState, 'space' | 'method' | 'params' | 'dims' | 'sample' | 'camera'>;

/**
 * Keeps every pane showing what the workspace asks for. It watches the store rather than being called, so that a
 * click, an undo and an opened link take the same path. Results already computed come back at once.
 */
export class Projections {
  private readonly running = new Map<string, Run>();
  /** What each pane showed last and how, to go back to when a run is cancelled. */
  private readonly shown = new Map<string, Asked>();
  /** Runs over budget that the person wants all the same. */
  private readonly agreed = new Set<string>();

  constructor(
    private readonly client: LocusClient,
    private readonly store: LocusStore,
    private readonly details: DetailsStore,
    private readonly methods: ReadonlyMap<string, MethodDescriptor>,
  ) {}

  /** Begins watching; gives back the way to stop. */
  start(): () => void {
    const stop = [
      this.store.subscribe((now, before) => {
        if (now.workspace.panes !== before.workspace.panes || now.dataset !== before.dataset) {
          this.follow();
        }
      }),
      this.details.subscribe((now, before) => {
        if (now.vectorsReady && !before.vectorsReady) this.follow();
      }),
    ];
    return () => {
      for (const end of stop) end();
    };
  }

  pause(pane: string): void {
    const run = this.running.get(pane);
    if (!run) return;
    run.task.pause();
    run.pace.reset();
    this.tellRemaining(pane, null);
    this.store.getState().pauseRun(pane, run.key);
  }

  resume(pane: string): void {
    const run = this.running.get(pane);
    if (!run) return;
    run.task.resume();
    this.store.getState().resumeRun(pane, run.key);
  }

  /**
   * Stops a run, or does without one that was asked about. The pane goes back to what it showed before if that is still
   * at hand: nothing is computed.
   */
  cancel(id: string): void {
    this.running.get(id)?.task.cancel();
    const before = this.shown.get(id);
    const { results, setPane, cancelRun } = this.store.getState();
    if (before && this.isAtHand(id, before))
      setPane(id, before, { label: `cancel, back to ${before.method}` });
    else cancelRun(id, results.get(id)?.key ?? '');
  }

  /** Runs what was asked about as it is, over budget or not. */
  runAnyway(pane: string): void {
    const key = this.store.getState().results.get(pane)?.key;
    if (key) this.agreed.add(key);
    this.follow(pane);
  }

  /** Computes again what a pane asks for, after a failure or a cancel. */
  again(pane: string): void {
    this.follow(pane);
  }

  private follow(again?: string): void {
    const { dataset, workspace, results } = this.store.getState();
    if (!dataset || !this.details.getState().vectorsReady) return;
    for (const pane of workspace.panes) {
      const call = this.callOf(pane, dataset);
      if (!call) continue;
      const key = runKey(call);
      const run = results.get(pane.id);
      if (run?.key !== key || again === pane.id)
        void this.show(pane, { ...call, ...this.roundBefore(pane.id, call) }, key);
      else if (run.status === 'done') this.remember(pane.id);
    }
  }

  private callOf(pane: PaneState, dataset: Dataset): RunCall | null {
    const space = spaceOf(pane, dataset);
    const method = this.methods.get(pane.method);
    return space && method ? runCall(pane, space, method) : null;
  }

  private isAtHand(id: string, asked: Asked): boolean {
    const { dataset, workspace, hasResult } = this.store.getState();
    const pane = workspace.panes.find((candidate) => candidate.id === id);
    const call = dataset && pane && this.callOf({ ...pane, ...asked }, dataset);
    return !!call && hasResult(runKey(call));
  }

  /** What the pane shows, where the call goes one round on from it. */
  private roundBefore(pane: string, call: RunCall): Pick<RunCall, 'start'> {
    const { rounds } = call.params;
    const { result, resultKey } = this.store.getState().results.get(pane) ?? {};
    if (typeof rounds !== 'number' || !result) return {};
    const before = runKey({ ...call, params: { ...call.params, rounds: rounds - 1 } });
    return resultKey === before ? { start: (result.value as ProjectionValue).coordinates } : {};
  }

  private async show(pane: PaneState, call: RunCall, key: string): Promise<void> {
    this.running.get(pane.id)?.task.cancel();
    // The same question may be asked anew, on vectors that are held in another way: what becomes of the old run says
    // nothing about the new one.
    this.running.delete(pane.id);
    this.tellRemaining(pane.id, null);
    if (this.store.getState().showCached(pane.id, key)) {
      this.remember(pane.id);
      return;
    }
    this.store.getState().beginRun(pane.id, key);
    // Without an estimate the run itself says what is wrong.
    const estimate = await this.client.engine.estimate(computed(call)).catch(() => null);
    const run = this.store.getState().results.get(pane.id);
    if (run?.key !== key || run.status !== 'running') return; // something else is wanted by now
    if (estimate?.sample && !this.agreed.has(key))
      return this.store.getState().askRun(pane.id, key, estimate);
    this.run(pane, call, key, estimate?.seconds ?? 0);
  }

  /** @param estimated seconds that it will take; 0 when that is not known */
  private run(pane: PaneState, call: RunCall, key: string, estimated: number): void {
    const { frames, setProgress } = this.store.getState();
    const expected = estimated >= WORTH_TELLING ? estimated : null;
    const pace = new RemainingTime(
      expected === null ? null : { seconds: expected, at: performance.now() },
    );
    this.tellRemaining(pane.id, expected);
    let told = { stage: '', at: 0 };
    const task = this.client.engine.run(call, {
      key: `pane ${pane.id}`,
      progress: (progress) => {
        const now = performance.now();
        if (progress.stage === told.stage && now - told.at < TELL_EVERY) return;
        told = { stage: progress.stage, at: now };
        setProgress(pane.id, key, progress);
        if (!task.paused) this.tellRemaining(pane.id, pace.remaining(progress, now));
      },
      frame: (coordinates, epoch, epochs) => frames.emit(pane.id, { coordinates, epoch, epochs }),
    });
    this.running.set(pane.id, { key, task, pace });
    void this.settle(pane, key, task);
  }

  private async settle(pane: PaneState, key: string, task: RunningTask<Result>): Promise<void> {
    try {
      const result = await task.result;
      if (this.running.get(pane.id)?.task !== task) return;
      this.store.getState().finishRun(pane.id, key, result);
      this.remember(pane.id);
      const title = this.methods.get(result.method)?.title ?? result.method;
      this.store.getState().announce(`${title} finished in ${seconds(result.elapsed)}.`);
    } catch (error) {
      if (this.running.get(pane.id)?.task !== task) return;
      if (toPlain(error).kind === 'cancelled') this.store.getState().cancelRun(pane.id, key);
      else this.store.getState().failRun(pane.id, key, errorDetails(error));
    } finally {
      if (this.running.get(pane.id)?.task === task) {
        this.running.delete(pane.id);
        this.tellRemaining(pane.id, null);
      }
    }
  }

  private tellRemaining(pane: string, seconds: number | null): void {
    const { remaining } = this.details.getState();
    this.details.setState({ remaining: { ...remaining, [pane]: seconds } });
  }

  private remember(id: string): void {
    const pane = this.store.getState().workspace.panes.find((candidate) => candidate.id === id);
    if (!pane) return;
    const { space, method, params, dims, sample, camera } = pane;
    this.shown.set(id, { space, method, params, dims, sample, camera });
  }
}

/** What is left to compute of a call that goes one round on from a picture that is there. */
const computed = ({ start, ...call }: RunCall): RunCall =>
  start ? { ...call, params: { ...call.params, rounds: 1 } } : call;

/** Milliseconds as a person says them: "0.35 s", "3.2 s", "1 min 12 s". */
export function seconds(milliseconds: number): string {
  const s = milliseconds / 1000;
  if (s < 1) return `${s.toFixed(2)} s`;
  if (s < 60) return `${s.toFixed(1)} s`;
  return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}
