/**
 * Makes a part of the store. `Own` is what it adds, `Needs` what it reads, calls and sets of the whole; so a slice
 * depends on the slices it uses and not on the store that is made of them.
 */
export type Slice<Own, Needs = Own> = (
  set: (changes: Partial<Needs>) => void,
  get: () => Needs,
) => Own;
