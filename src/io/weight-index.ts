import { LocusError } from '../base/errors.ts';
import { baseName, lastPart } from './folders.ts';
import { count } from './names.ts';
import { readRange, type ByteSource } from './source.ts';
import type { MatrixOffer } from './types.ts';

/** An index of a model of a million tensors has 100 MB; more is something else. */
const MAX_INDEX_BYTES = 128 << 20;

/**
 * Whether the beginning of a file is that of an index of several files, such as `model.safetensors.index.json` and
 * `pytorch_model.bin.index.json`; by the ending of the first file that it names, with the dot. An empty text where that
 * does not show; null for what is no index.
 */
export function indexEnding(head: Uint8Array): string | null {
  const start = new TextDecoder().decode(head.subarray(0, HEAD_BYTES));
  if (!/^\s*\{\s*"/.test(start) || !start.includes('"weight_map"')) return null;
  const first = /"weight_map"\s*:\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*"[^"]*(\.[^".]+)"/.exec(start);
  return first?.[1]!.toLowerCase() ?? '';
}

/** The same of a source. */
export async function indexEndingOf(source: ByteSource): Promise<string | null> {
  return indexEnding(await readRange(source, 0, Math.min(source.byteLength, HEAD_BYTES)));
}

const HEAD_BYTES = 4096;

/**
 * Which file of the set holds which tensor, by the name of the file without folders.
 * @throws LocusError E_LIMIT, E_JSON
 */
export async function readIndex(source: ByteSource): Promise<ReadonlyMap<string, string>> {
  const fail = (cause: string): LocusError =>
    new LocusError({
      code: 'E_JSON',
      message: `${source.name} is no index of files with tensors: ${cause}.`,
      file: source.name,
      place: 'weight_map',
      hint: 'Drop the files with the tensors themselves, or get the index again.',
    });
  if (source.byteLength > MAX_INDEX_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name} has ${count(source.byteLength)} bytes; an index is read up to ${count(MAX_INDEX_BYTES)}.`,
      file: source.name,
      place: `byte ${MAX_INDEX_BYTES}`,
      hint: 'Drop the files with the tensors themselves.',
    });
  }
  let map: unknown;
  try {
    const text = new TextDecoder().decode(await readRange(source, 0, source.byteLength));
    map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map;
  } catch (error) {
    if (error instanceof LocusError) throw error;
    throw fail('it is no valid JSON');
  }
  if (typeof map !== 'object' || map === null) throw fail('it has no weight_map');
  const parts = new Map<string, string>();
  for (const [tensor, file] of Object.entries(map)) {
    if (typeof file !== 'string') throw fail(`"${tensor}" names no file`);
    parts.set(tensor, lastPart(file));
  }
  return parts;
}

const ABSENT = 'was not dropped along';

/** Whether an offer is refused because its file is not there. */
export const isAbsent = ({ refused }: Pick<MatrixOffer, 'refused'>): boolean =>
  refused?.endsWith(ABSENT) === true;

/** Offers for the tensors whose files are not there, with the reason. */
export function missingParts(
  fileOf: ReadonlyMap<string, string>,
  files: readonly ByteSource[],
): Omit<MatrixOffer, 'proposed'>[] {
  const there = new Set(files.map(baseName));
  return [...fileOf]
    .filter(([, file]) => !there.has(file))
    .map(([name, file]) => ({
      ...{ name, rows: 0, cols: 0, dtype: 'unknown', bytes: 0 },
      refused: `its file ${file} ${ABSENT}`,
    }));
}
