import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';

/** An index of a model of a million tensors has 100 MB; more is something else. */
const MAX_INDEX_BYTES = 128 << 20;

/** Whether the beginning of a file is that of a `model.safetensors.index.json`. */
export function looksLikeIndex(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head.subarray(0, 4096));
  return /^\s*\{\s*"/.test(start) && start.includes('"weight_map"');
}

/**
 * Which file of the set holds which tensor.
 * @throws LocusError E_LIMIT, E_JSON
 */
export async function readIndex(source: ByteSource): Promise<ReadonlyMap<string, string>> {
  const fail = (cause: string): LocusError =>
    new LocusError({
      code: 'E_JSON',
      message: `${source.name} is no index of safetensors files: ${cause}.`,
      file: source.name,
      place: 'weight_map',
      hint: 'Drop the .safetensors files themselves, or get the index again.',
    });
  if (source.byteLength > MAX_INDEX_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name} has ${count(source.byteLength)} bytes; an index is read up to ${count(MAX_INDEX_BYTES)}.`,
      file: source.name,
      place: `byte ${MAX_INDEX_BYTES}`,
      hint: 'Drop the .safetensors files themselves.',
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
    parts.set(tensor, file);
  }
  return parts;
}
