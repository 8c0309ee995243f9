import { LocusError } from '../../base/errors.ts';
import { baseName, folderOf, isBelow, pathOf } from '../folders.ts';
import { readRange, type ByteSource } from '../source.ts';
import { MAX_CONFIG_BYTES, parse, recognise, type Layout } from './config.ts';

/** The names that the libraries give the file of the weights. */
const WEIGHTS: Readonly<Record<Layout, string>> = {
  SAELens: 'sae_weights.safetensors',
  dictionary_learning: 'ae.pt',
  sparsify: 'sae.safetensors',
};
const SPARSITY = 'sparsity.safetensors';
const SCALER = 'activation_scaler.json';
/** What stands beside an autoencoder after training and holds nothing of it. */
const OTHERS =
  /^(runner_cfg\.json|trainer_state\.pt|activations_store_state\.safetensors|(optimizer|lr_scheduler|rank)_\d+.*\.(pt|safetensors)|state\.pt|eval_results\.json|README\.md|\.gitattributes)$/i;

/** Of a training of sparsify, above the folders of its layers. */
const RUN = 'config.json';

/** The files of the folder of one autoencoder. */
export interface Folder {
  readonly weights: ByteSource;
  /** Null where it was not dropped along. */
  readonly sparsity: ByteSource | null;
  readonly scaler: ByteSource | null;
  /** Names of those that are not read. */
  readonly unread: readonly string[];
}

/**
 * What the spaces of an autoencoder are told apart by: its folder, without the one that was dropped where there are folders in it.
 * Empty for single files.
 */
export function folderName(source: ByteSource): string {
  const parts = folderOf(source)
    .split('/')
    .filter((part) => part !== '');
  return (parts.length > 1 ? parts.slice(1) : parts).join('/');
}

/** The files of a drop that belong to the configuration. */
export async function companionsOf(
  source: ByteSource,
  layout: Layout,
  others: readonly ByteSource[],
): Promise<readonly ByteSource[]> {
  const folder = folderOf(source);
  const beside = others.filter((other) => folderOf(other) === folder);
  // Single files of several autoencoders: nothing says which belong together.
  for (const other of beside) if (await isConfig(other)) return [];
  const weights = weightsAmong(beside, layout);
  return others.filter((other) => {
    const name = baseName(other);
    if (isBelow(folder, folderOf(other)))
      return OTHERS.test(name) || (layout === 'sparsify' && name === RUN);
    return (
      other === weights ||
      (beside.includes(other) && (name === SPARSITY || name === SCALER || OTHERS.test(name)))
    );
  });
}

/** Whether a file is the configuration of another autoencoder. */
async function isConfig(source: ByteSource): Promise<boolean> {
  const name = baseName(source);
  if (!/\.json$/i.test(name) || OTHERS.test(name) || source.byteLength > MAX_CONFIG_BYTES)
    return false;
  const bytes = await readRange(source, 0, source.byteLength);
  return recognise(new TextDecoder().decode(bytes), name) !== null;
}

/** Under its name, or the only file that can be one. */
function weightsAmong(files: readonly ByteSource[], layout: Layout): ByteSource | undefined {
  const named = files.find((file) => baseName(file) === WEIGHTS[layout]);
  if (named) return named;
  const possible = files.filter((file) => {
    const name = baseName(file);
    return /\.(safetensors|pt|pth|bin)$/i.test(name) && name !== SPARSITY && !OTHERS.test(name);
  });
  return possible.length === 1 ? possible[0] : undefined;
}

/** @throws LocusError E_NO_VECTORS when the weights were not dropped along */
export function openFolder(
  source: ByteSource,
  layout: Layout,
  companions: readonly ByteSource[],
): Folder {
  const weights = weightsAmong(companions, layout);
  if (!weights) {
    throw new LocusError({
      code: 'E_NO_VECTORS',
      message: `${pathOf(source)} describes a sparse autoencoder of ${layout}, and its weights (${WEIGHTS[layout]}) were not dropped along.`,
      file: source.name,
      place: WEIGHTS[layout],
      hint: `Drop the folder that holds both, or ${source.name} together with ${WEIGHTS[layout]}; of several autoencoders drop the folders.`,
    });
  }
  const named = (name: string): ByteSource | null =>
    companions.find((file) => baseName(file) === name) ?? null;
  return {
    weights,
    ...{ sparsity: named(SPARSITY), scaler: named(SCALER) },
    unread: companions.map(baseName).filter((name) => OTHERS.test(name) || name === RUN),
  };
}

const MAX_SCALER_BYTES = 64 << 10;

/** The scale that SAELens keeps beside checkpoints; null where it has none. @throws LocusError E_JSON, E_FORMAT, E_READ */
export async function readScale(
  scaler: ByteSource,
  see: (bytes: Uint8Array) => void,
): Promise<number | null> {
  const wrong = (code: string, cause: string, hint: string): LocusError =>
    new LocusError({
      code,
      message: `${pathOf(scaler)} cannot be used: ${cause}.`,
      file: scaler.name,
      place: 'the whole file',
      hint,
    });
  const again = 'Drop the folder without it: the rows are then as they were saved.';
  if (scaler.byteLength > MAX_SCALER_BYTES)
    throw wrong('E_JSON', 'it is larger than 64 KiB', again);
  const bytes = await readRange(scaler, 0, scaler.byteLength);
  see(bytes);
  const content = parse(new TextDecoder().decode(bytes));
  if (!content) throw wrong('E_JSON', 'it is no valid JSON object', again);
  if (content.get('has_whitening') === true) {
    throw wrong(
      'E_FORMAT',
      'its inputs were whitened in training, which is not undone',
      'Let SAELens finish the training: it folds the whitening into the weights. Or open the file of the weights as plain tensors.',
    );
  }
  const scale = content.get('scaling_factor') ?? null;
  if (scale === null) return null;
  if (typeof scale === 'number' && scale > 0) return scale;
  throw wrong('E_JSON', 'its scaling_factor is no number above 0', again);
}
