import { objectIn, shown, textIn, type Config } from './config.ts';
import { firstOf, sizeOf, tensor, unknown, type Axis, type Evidence } from './description.ts';
import type { PerFeature, SparseAutoencoder } from './model.ts';

/** `sae_lens/saes/*.py`: what is computed with the weights, by the name of the architecture. */
const ARCHITECTURES: ReadonlyMap<string, SparseAutoencoder['activation']> = new Map([
  ['standard', 'ReLU'],
  ['gated', 'gated'],
  ['jumprelu', 'JumpReLU'],
  ['topk', 'TopK'],
  ['batchtopk', 'BatchTopK'],
  ['matryoshka_batchtopk', 'BatchTopK'],
  ['matching_pursuit', 'matching pursuit'],
  ['transcoder', 'ReLU'],
  ['skip_transcoder', 'ReLU'],
  ['jumprelu_transcoder', 'JumpReLU'],
  ['jumprelu_skip_transcoder', 'JumpReLU'],
]);

const NORMALISATIONS: ReadonlyMap<string, string | null> = new Map([
  ['none', null],
  ['expected_average_only_in', null],
  ['constant_norm_rescale', 'scales every input to the norm of the square root of d_in'],
  ['layer_norm', 'subtracts the mean of every input and divides by its standard deviation'],
]);

/** SAELens: cfg.json beside sae_weights.safetensors. @throws LocusError E_FORMAT, E_SHAPE */
export function describeSaelens(evidence: Evidence): SparseAutoencoder {
  const { config } = evidence;
  const notes: string[] = [];
  const architecture = architectureOf(evidence, notes);
  const activation = ARCHITECTURES.get(architecture)!;
  const isTranscoder = architecture.includes('transcoder');
  const dIn = sizeOf(evidence, config, 'd_in');
  const dSae = sizeOf(evidence, config, 'd_sae');
  const dOut = isTranscoder ? sizeOf(evidence, config, 'd_out') : dIn;
  const features: Axis = ['d_sae', dSae];
  const output: Axis = [isTranscoder ? 'd_out' : 'd_in', dOut];

  const decoder = { tensor: tensor(evidence, 'W_dec', features, output), byColumn: false };
  const isTied = activation === 'matching pursuit';
  const encoder = isTied
    ? null
    : { tensor: tensor(evidence, 'W_enc', ['d_in', dIn], features), byColumn: true };
  if (isTied)
    notes.push('matching pursuit encodes with the decoder rows; there is no other encoder.');
  if (architecture.includes('skip')) {
    tensor(evidence, 'W_skip', output, ['d_in', dIn]);
    notes.push('what W_skip adds past the features is no part of the rows.');
  }
  const decoderBias = {
    tensor: tensor(evidence, 'b_dec', output),
    isSubtractedFromInput: isSubtracted(config, isTranscoder, notes),
  };
  noteInputs(config, notes);
  return {
    ...{ library: 'SAELens', architecture, activation, isTranscoder, dIn, dOut, dSae },
    ...{ encoder, decoder, decoderBias, notes },
    perFeature: perFeature(evidence, activation, features),
    threshold: evidence.shapes.get('topk_threshold')?.length === 0 ? 'topk_threshold' : null,
    inputScale: inputScale(evidence, notes),
    decoderScale: decoderScale(evidence, features, notes),
  };
}

function architectureOf(evidence: Evidence, notes: string[]): string {
  const { config } = evidence;
  const named = config.get('architecture') ?? null;
  const k = objectIn(config, 'activation_fn_kwargs')?.get('k') ?? config.get('k');
  const fn = config.get('activation_fn') ?? config.get('activation_fn_str') ?? 'relu';
  if (fn !== 'relu' && fn !== 'topk')
    throw unknown(evidence, 'activation_fn', fn, ['relu', 'topk']);
  if (named !== null && (typeof named !== 'string' || !ARCHITECTURES.has(named)))
    throw unknown(evidence, 'architecture', named, ARCHITECTURES.keys());
  // Before SAELens 6 TopK was an activation of the standard architecture.
  const architecture =
    fn === 'topk' && (named === null || named === 'standard') ? 'topk' : (named ?? 'standard');
  if (named === null)
    notes.push(`no architecture is named: ${architecture} is assumed, as SAELens does.`);
  if (architecture.endsWith('topk') && k !== undefined) notes.push(`k is ${shown(k)}.`);
  return architecture;
}

function isSubtracted(config: Config, isTranscoder: boolean, notes: string[]): boolean {
  if (isTranscoder) return false;
  const said = config.get('apply_b_dec_to_input');
  const isSubtractedFromInput = said !== false;
  const origin = typeof said === 'boolean' ? '' : ' (apply_b_dec_to_input is not there: true)';
  notes.push(
    `the decoder bias is ${isSubtractedFromInput ? '' : 'not '}subtracted from inputs${origin}.`,
  );
  return isSubtractedFromInput;
}

function noteInputs(config: Config, notes: string[]): void {
  if (config.get('rescale_acts_by_decoder_norm') === true)
    notes.push(
      'the k largest are chosen after scaling by the decoder norm; the rows are as saved.',
    );
  if (textIn(config, 'reshape_activations') === 'hook_z')
    notes.push('inputs are the heads of an attention layer put side by side (hook_z).');
}

function perFeature(
  evidence: Evidence,
  activation: SparseAutoencoder['activation'],
  features: Axis,
): PerFeature[] {
  const column = (name: string, source: string, isLog = false): PerFeature => ({
    ...{ column: name, isLog },
    tensor: tensor(evidence, source, features),
  });
  switch (activation) {
    case 'matching pursuit':
      return [];
    case 'gated':
      return [
        column('gate bias', 'b_gate'),
        column('magnitude bias', 'b_mag'),
        column('magnitude scale', 'r_mag', true),
      ];
    case 'JumpReLU': {
      const older = firstOf(evidence, 'threshold', 'log_threshold') === 'log_threshold';
      const threshold = older ? 'log_threshold' : 'threshold';
      return [column('encoder bias', 'b_enc'), column('threshold', threshold, older)];
    }
    default: {
      const threshold = evidence.shapes.has('threshold') ? [column('threshold', 'threshold')] : [];
      return [column('encoder bias', 'b_enc'), ...threshold];
    }
  }
}

/** The scale of `expected_average_only_in`; SAELens folds it when training ends, checkpoints carry it along. */
function inputScale(evidence: Evidence, notes: string[]): number {
  const { config } = evidence;
  const said = config.get('normalize_activations') ?? 'none';
  // It was yes or no at first.
  const norm = said === true ? 'expected_average_only_in' : said === false ? 'none' : said;
  if (typeof norm !== 'string' || !NORMALISATIONS.has(norm))
    throw unknown(evidence, 'normalize_activations', norm, NORMALISATIONS.keys());
  const effect = NORMALISATIONS.get(norm);
  if (effect) notes.push(`${norm} ${effect}: inputs only, the rows are as saved.`);
  if (norm !== 'expected_average_only_in') return 1;
  const given = config.get('norm_scaling_factor') ?? evidence.inputScale;
  if (given === null) {
    notes.push(
      'inputs had an expected average norm in training, and no file gives the scale (activation_scaler.json): the rows are as saved.',
    );
    return 1;
  }
  if (typeof given !== 'number' || !(given > 0) || !Number.isFinite(given))
    throw unknown(evidence, 'norm_scaling_factor', given, ['numbers above 0'], 'is no scale');
  notes.push(
    `inputs were scaled by ${given} in training; folded: encoder rows times it, decoder rows divided by it.`,
  );
  return given;
}

function decoderScale(evidence: Evidence, features: Axis, notes: string[]): string | null {
  const name = firstOf(evidence, 'finetuning_scaling_factor', 'scaling_factor');
  if (name === null || evidence.config.get('finetuning_scaling_factor') !== true) return null;
  notes.push(`each decoder row is multiplied by its ${name} (fine-tuning).`);
  return tensor(evidence, name, features);
}
