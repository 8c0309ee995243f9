import type { Progress } from '../../src/base/control.ts';
import { CancelledError } from '../../src/base/errors.ts';
import type { Dataset, SpaceInfo } from '../../src/data/dataset.ts';
import { npyParts } from '../../src/io/export/npy.ts';
import { takeOut } from '../../src/io/export/table.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import type { OutFormat, OutTable } from '../../src/workers/protocol.ts';
import type { OnMap } from '../pane/on-map.ts';
import { coordinateMatrix, itemColumns, type What } from './out-table.ts';

/** What is open, as far as it can be saved. */
export interface Open {
  readonly dataset: Dataset;
  readonly space: SpaceInfo;
  /** Null while there is nothing on the map. */
  readonly map: OnMap | null;
  /** Sorted. */
  readonly selection: Uint32Array;
}

export interface Choice {
  readonly what: What;
  readonly format: OutFormat;
  /** Whether ids and metadata stand beside the numbers. */
  readonly withColumns: boolean;
}

/** Numbers that are copied out of the engine at a time: 16 MB. */
const PART_NUMBERS = 1 << 22;

/** Blobs leave the heap; parts would pile up in it. */
const asBlob = (part: Uint8Array): Blob => new Blob([part as BlobPart]);

/** Writes files of what is open, in the workers. */
export class Export {
  constructor(private readonly client: LocusClient) {}

  /** @throws CancelledError, and what the workers throw */
  async write(
    open: Open,
    choice: Choice,
    { progress, signal }: { progress: (progress: Progress) => void; signal: AbortSignal },
  ): Promise<Blob> {
    if (choice.what === 'space' && choice.format === 'npy')
      return this.matrix(open.space, progress, signal);
    const table = await this.table(open, choice);
    if (signal.aborted) throw new CancelledError();
    const task = this.client.io.write(table, choice.format, { progress });
    signal.addEventListener('abort', () => task.cancel(), { once: true });
    return task.result;
  }

  /** The vectors of a space as npy, some rows at a time: a second copy of them all may be more than there is room for. */
  private async matrix(
    { key, rows, cols }: SpaceInfo,
    progress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Blob> {
    const parts = npyParts({ data: new Float32Array(), rows, cols }).map(asBlob);
    const perPart = Math.max(1, Math.floor(PART_NUMBERS / cols));
    for (let from = 0; from < rows; from += perPart) {
      if (signal.aborted) throw new CancelledError();
      progress({ stage: 'Writing npy', done: from, total: rows });
      const count = Math.min(perPart, rows - from);
      const some = Uint32Array.from({ length: count }, (_, i) => from + i);
      const data = await this.client.engine.vectors(key, some);
      const [, , numbers] = npyParts({ data, rows: count, cols });
      parts.push(asBlob(numbers!));
    }
    if (signal.aborted) throw new CancelledError();
    return new Blob(parts, { type: 'application/octet-stream' });
  }

  private async table(
    { dataset, space, map, selection }: Open,
    { what, format, withColumns }: Choice,
  ): Promise<OutTable> {
    const hasColumns = format !== 'npy' && (withColumns || what === 'metadata');
    const columns = hasColumns ? itemColumns(dataset) : [];
    const { name, key, rows, cols } = space;
    switch (what) {
      case 'metadata':
        return { columns };
      case 'map':
        return { columns, vectors: coordinateMatrix(name, map!, columns) };
      case 'selection': {
        const data = await this.client.engine.vectors(key, selection);
        return {
          columns: takeOut({ columns }, selection).columns,
          vectors: { name, data, rows: selection.length, cols },
        };
      }
      case 'space': {
        const data = await this.client.engine.vectors(key);
        return { columns, vectors: { name, data, rows, cols } };
      }
    }
  }
}

/** Hands a file to the browser, which saves it where it saves downloads or asks. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
