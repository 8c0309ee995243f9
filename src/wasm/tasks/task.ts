/**
 * The part of a computation that one thread does, with its own WASM instance.
 * `run` is a generator: it yields wherever it may be interrupted, every millisecond or so on this class of machine.
 */
export interface Task {
  run(input: unknown): Generator<undefined, object>;
}

/** Arithmetic between two yields, in floating-point operations: about a millisecond at full speed. */
export const UNIT_FLOPS = 3e7;
