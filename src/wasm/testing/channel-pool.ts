import type { Port } from '../messages.ts';
import { PoolExecutor, type PoolPort } from '../pool.ts';
import { serveTasks } from '../worker-tasks.ts';

/** A pool whose "threads" are served by this thread over real message channels: transfers and all, without workers. */
export function createChannelPool(threads: number): PoolExecutor {
  return new PoolExecutor(Array.from({ length: threads }, createChannelPort));
}

/** The pool's side of one channel; its other side is served until `terminate`. */
export function createChannelPort(): PoolPort {
  const { port1, port2 } = new MessageChannel();
  serveTasks(port2 as unknown as Port);
  return Object.assign(port1 as unknown as Port, {
    terminate: () => {
      port1.close();
    },
  });
}
