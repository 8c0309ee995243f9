import type { FileMetaData } from 'hyparquet';
import type { ByteSource } from '../source.ts';
import { metaOf } from './chunk-range.ts';
import { readBlocks } from './chunk.ts';
import { checkClaims } from './file.ts';
import { numberDecoding } from './numbers.ts';
import { slotsOf, type Leaf } from './schema.ts';

/** Lists are looked for in at most so many bytes of a page. */
const MOST_BYTES = 64 << 20;

/**
 * How many numbers the lists of a column have: by the counts in the footer, or by the first list where some are missing
 * or lengths differ.
 * @returns `refused` where they cannot be vectors; `cols` is then the length of the first list, 0 when there is none
 * @throws LocusError E_HEADER, E_LIMIT, E_READ
 */
export async function colsOf(
  source: ByteSource,
  metadata: FileMetaData,
  leaf: Leaf,
): Promise<{ readonly cols: number; readonly refused?: string }> {
  const rows = Number(metadata.num_rows);
  if (rows === 0) return { cols: 0, refused: 'no rows' };
  if (leaf.maxRepetition > 1) return { cols: 0, refused: 'nested lists' };
  const slots = slotsOf(metadata, leaf.path);
  const cols = slots / rows;
  if (Number.isInteger(cols) && cols > 1) return { cols };
  checkClaims(source, metadata, [leaf]);
  const first = await firstLength(source, metadata, leaf);
  if (first === 0) return { cols: 0, refused: 'no lists with numbers' };
  if (first === 1 && cols === 1) return { cols };
  // Each missing list takes one slot in place of those of its numbers.
  const missing = (rows * first - slots) / (first - 1);
  const isMissing = Number.isInteger(missing) && missing > 0 && missing < rows;
  return isMissing ? { cols: first } : { cols: first, refused: 'lists of different lengths' };
}

/** Of the first list that has numbers, in the first pages. */
async function firstLength(
  source: ByteSource,
  { row_groups: groups }: FileMetaData,
  leaf: Leaf,
): Promise<number> {
  for (const group of groups) {
    const meta = metaOf(group, leaf.path);
    if (!meta || Number(meta.num_values) === 0) continue;
    let length = 0;
    let read = 0;
    const see = (bytes: Uint8Array): void => void (read += bytes.length);
    for await (const block of readBlocks(source, meta, leaf, numberDecoding(leaf.dtype), see)) {
      const { slots, repetition, definition } = block;
      for (let i = 0; i < slots; i++) {
        if (repetition?.[i] === 0 && length > 0) return length;
        if (!definition || definition[i]! >= leaf.elementDefinition) length++;
      }
      if (read > MOST_BYTES) return length;
    }
    if (length > 0) return length;
  }
  return 0;
}
