import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';

/** Which library wrote the folder. */
export type Layout = 'SAELens' | 'dictionary_learning' | 'sparsify';

/** A JSON object as its pairs: keys are data, whatever they are called. */
export type Config = ReadonlyMap<string, unknown>;

/** As much of a file as is looked at to recognise it; configurations have some kilobytes. */
export const MAX_CONFIG_BYTES = 64 << 10;

/**
 * The layout that a text is the configuration of; null when of none. A text that is no valid JSON is judged by the words in it, if
 * its name is one that configurations have: its reader then says what is wrong with it.
 */
export function recognise(text: string, name: string): Layout | null {
  if (!/^\s*\{/.test(text)) return null;
  const config = parse(text);
  if (config) return layoutOf(config);
  if (!/(^|[\\/])(cfg|config)\.json$/i.test(name)) return null;
  if (text.includes('"d_sae"') && text.includes('"d_in"')) return 'SAELens';
  return text.includes('"dict_class"') ? 'dictionary_learning' : null;
}

function layoutOf(config: Config): Layout | null {
  if (objectIn(config, 'trainer')?.has('dict_class')) return 'dictionary_learning';
  if (!config.has('d_in')) return null;
  if (config.has('d_sae')) return 'SAELens';
  const isSized = config.has('expansion_factor') || config.has('num_latents');
  return config.has('k') && isSized ? 'sparsify' : null;
}

/** @throws LocusError E_LIMIT, E_JSON, E_READ */
export async function readConfig(
  source: ByteSource,
): Promise<{ readonly layout: Layout; readonly config: Config; readonly bytes: Uint8Array }> {
  const { name, byteLength } = source;
  const wrong = (code: string, cause: string): LocusError =>
    new LocusError({
      code,
      message: `${name} is no configuration of a sparse autoencoder: ${cause}.`,
      file: name,
      place: 'the whole file',
      hint: 'Get cfg.json or config.json again; without it the file of the weights can be opened as plain tensors.',
    });
  if (byteLength > MAX_CONFIG_BYTES)
    throw wrong(
      'E_LIMIT',
      `it has ${count(byteLength)} bytes, at most ${count(MAX_CONFIG_BYTES)} are read`,
    );
  const bytes = await readRange(source, 0, byteLength);
  const config = parse(new TextDecoder().decode(bytes));
  if (!config) throw wrong('E_JSON', 'it is no valid JSON object');
  const layout = layoutOf(config);
  if (!layout) throw wrong('E_JSON', 'it names neither d_in and d_sae nor a dict_class');
  return { layout, config, bytes };
}

/** Python writes numbers that JSON does not have; none of those matters here. */
const PYTHON_NUMBERS = /([:[,]\s*)(?:-?Infinity|NaN)(?=\s*[,\]}])/g;

/** A text of JSON, as Python writes it; null where it is no object. */
export function parse(text: string): Config | null {
  try {
    return asObject(JSON.parse(text.replace(PYTHON_NUMBERS, '$1null')));
  } catch {
    return null;
  }
}

const asObject = (value: unknown): Config | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : null;

/** The object under a key; null where there is none. */
export const objectIn = (config: Config, key: string): Config | null => asObject(config.get(key));

/** The text under a key; null where there is none. */
export function textIn(config: Config, key: string): string | null {
  const value = config.get(key);
  return typeof value === 'string' ? value : null;
}

/** A number of rows, columns or features: whole, and not 0. */
export function sizeIn(config: Config, key: string): number | null {
  const value = config.get(key);
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}

/** A value as it stands in messages: short, on one line. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
