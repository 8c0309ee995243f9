import { checkpoint } from '../../base/control.ts';
import type { Batch } from './batch.ts';
import type { Task } from './buffers.ts';
import type { ArrowFile, Dictionary } from './file.ts';
import type { Rows } from './lists.ts';
import type { Field } from './schema.ts';
import { textsOf } from './texts.ts';
import { checkRows } from './values.ts';

/** The record batches of a file with the rows that are taken of them. */
export class Batches {
  readonly task: Task;
  /** Rows that are taken. */
  readonly rows: number;
  readonly #file: ArrowFile;
  readonly #chosen: Uint32Array | null;

  constructor(task: Task, file: ArrowFile, chosen: Uint32Array | null) {
    this.task = task;
    this.#file = file;
    this.#chosen = chosen;
    this.rows = chosen?.length ?? file.rows;
  }

  /** Those with chosen rows, in order, with a chance to cancel before each. */
  async *each(): AsyncGenerator<readonly [Batch, Rows, number]> {
    const { source, control } = this.task;
    let before = 0;
    let to = 0;
    for (const [index, batch] of this.#file.batches.entries()) {
      const end = before + batch.rows;
      const chosen = this.#of(to, before, end);
      const taken = chosen?.length ?? batch.rows;
      if (taken > 0) {
        await checkpoint(control);
        yield [batch, { chosen, to, before }, index];
        const done = batch.buffers.at(-1)?.end ?? 0;
        control.progress?.({ stage: `Reading ${source.name}`, done, total: source.byteLength });
      }
      to += taken;
      before = end;
    }
  }

  /** Chosen rows from the `to`th on that are before `end`, counted from `before`. */
  #of(to: number, before: number, end: number): Uint32Array | null {
    const chosen = this.#chosen;
    if (!chosen) return null;
    let last = to;
    while (last < chosen.length && chosen[last]! < end) last++;
    return chosen.subarray(to, last).map((row) => row - before);
  }

  /** The texts of a column, null for missing and empty ones. */
  async texts(path: readonly Field[]): Promise<(string | null)[]> {
    const { dictionary } = path.at(-1)!;
    const values = dictionary && new DictionaryValues(this.task, this.#file, dictionary.id);
    const texts: (string | null)[] = [];
    for await (const [batch, { chosen }, index] of this.each()) {
      const textAt = await textsOf(this.task, batch, path, values && (await values.at(index)));
      const rows = chosen?.length ?? batch.rows;
      for (let i = 0; i < rows; i++) texts.push(textAt(chosen ? chosen[i]! : i));
    }
    return texts;
  }
}

/** The values of a dictionary, which may grow or be replaced from batch to batch. */
class DictionaryValues {
  readonly #task: Task;
  readonly #dictionary: Dictionary | undefined;
  #values: (string | null)[] = [];
  #next = 0;

  constructor(task: Task, file: ArrowFile, id: number) {
    this.#task = task;
    this.#dictionary = file.dictionaries.get(id);
  }

  /** As they are for the `index`th record batch; asked for with rising ones. */
  async at(index: number): Promise<readonly (string | null)[]> {
    const { field, parts } = this.#dictionary ?? { parts: [] };
    for (; this.#next < parts.length && parts[this.#next]!.from <= index; this.#next++) {
      const { batch, isDelta } = parts[this.#next]!;
      if (!field) break;
      checkRows(this.#task, batch, [field]);
      const textAt = await textsOf(this.#task, batch, [field], null);
      if (!isDelta) this.#values = [];
      for (let row = 0; row < batch.rows; row++) this.#values.push(textAt(row));
    }
    return this.#values;
  }
}
