import type { Control, Progress } from '../base/control.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** The page's side of a running task: start it with `port`, then pause, resume or cancel it. */
export class Task {
  readonly port: MessagePort;
  private readonly own: MessagePort;
  private readonly abort = new AbortController();
  private pausedNow = false;

  constructor(
    listen: {
      progress?: (progress: Progress) => void;
      frame?: (coordinates: Float32Array, epoch: number, epochs: number) => void;
    } = {},
  ) {
    const channel = new MessageChannel();
    this.own = channel.port1;
    this.port = channel.port2;
    this.own.onmessage = (event: MessageEvent<FromWorker>) => {
      const message = event.data;
      if (message.kind === 'progress') listen.progress?.(message);
      else listen.frame?.(message.coordinates, message.epoch, message.epochs);
    };
  }

  /** Fires when `cancel` was called, so that the caller can stop waiting at once. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get paused(): boolean {
    return this.pausedNow;
  }

  pause(): void {
    this.pausedNow = true;
    this.send('pause');
  }

  resume(): void {
    this.pausedNow = false;
    this.send('resume');
  }

  cancel(): void {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    this.send('cancel');
  }

  /** Call when the task has settled. */
  close(): void {
    this.own.onmessage = null;
    this.own.close();
  }

  private send(message: ToWorker): void {
    this.own.postMessage(message);
  }
}

/** A page that draws every step has no time left for the person who wants to cancel, nor this machine for the work. */
const REPORT_EVERY_MS = 100;

/** The worker's side: a Control fed by the port; of the progress within one stage only a few reports a second are sent. `close` when the task has settled. */
export function controlFromPort(
  port: MessagePort,
): Required<Omit<Control, 'budget' | 'alive'>> & { close(): void } {
  const abort = new AbortController();
  let paused = false;
  let waiting: (() => void)[] = [];
  const release = (): void => {
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  port.onmessage = (event: MessageEvent<ToWorker>) => {
    if (event.data === 'cancel') abort.abort();
    paused = event.data === 'pause';
    if (!paused) release();
  };
  let stage = '';
  let next = 0; // time of the next report
  const post = (message: FromWorker, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  return {
    signal: abort.signal,
    gate: () => (paused ? new Promise((resolve) => waiting.push(resolve)) : undefined),
    progress: (progress) => {
      const now = performance.now();
      if (progress.stage === stage && now < next) return;
      stage = progress.stage;
      next = now + REPORT_EVERY_MS;
      post({ kind: 'progress', ...progress });
    },
    frame: (coordinates, epoch, epochs) => {
      const copy = coordinates.slice();
      post({ kind: 'frame', coordinates: copy, epoch, epochs }, [copy.buffer]);
    },
    close: () => port.close(),
  };
}
