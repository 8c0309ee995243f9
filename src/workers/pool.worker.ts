import { serveTasks } from '../wasm/worker-tasks.ts';

// One of the engine's WASM threads: takes tasks by message, has its own WASM memory.
serveTasks(self);
