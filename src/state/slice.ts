/**
 * Makes a part of the store. `Own` is what it adds and may set, `Needs` what it reads and calls of the whole; so
 * a slice depends on the slices it uses and not on the store that is made of them.
 */
export type Slice<Own, Needs = Own> = (
  set: (changes: Partial<Own>) => void,
  get: () => Needs,
) => Own;
