import type { Row } from './table.ts';

/** `quick` ends within seconds for each part and says the sizes it used; `full` is what the goals are set for. */
export type Scale = 'quick' | 'full';

/** A part of the benchmark gives its lines as they come, so that what fails later takes none of them away. */
export type Part = (scale: Scale) => AsyncIterable<Row>;

/** 20,000 */
export const count = (n: number): string => n.toLocaleString('en');

/** One line, or that it failed: what stands after it in the part is measured all the same. */
export async function attempt(what: string, measure: () => Promise<Row>): Promise<Row> {
  try {
    return await measure();
  } catch (error) {
    console.error(error);
    return { what, failed: firstLine(error) };
  }
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
