import type { Row } from './table.ts';

/** `quick` ends within seconds for each part and says the sizes it used; `full` is what the goals are set for. */
export type Scale = 'quick' | 'full';

/** A part of the benchmark gives its lines as they come, so that what fails later takes none of them away. */
export type Part = (scale: Scale) => AsyncIterable<Row>;

/** 20,000 */
export const count = (n: number): string => n.toLocaleString('en');
