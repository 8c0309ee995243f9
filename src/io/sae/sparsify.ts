import { shown, sizeIn } from './config.ts';
import { sizeOf, tensor, unknown, type Axis, type Evidence } from './description.ts';
import type { SparseAutoencoder } from './model.ts';

const ACTIVATIONS: ReadonlyMap<unknown, SparseAutoencoder['activation']> = new Map([
  ['topk', 'TopK'],
  ['groupmax', 'GroupMax'],
]);

/** EleutherAI sparsify: cfg.json beside sae.safetensors (`sparsify/sparse_coder.py`). @throws LocusError E_FORMAT, E_SHAPE */
export function describeSparsify(evidence: Evidence): SparseAutoencoder {
  const { config, shapes } = evidence;
  const named = config.get('activation') ?? 'topk';
  const activation = ACTIVATIONS.get(named);
  if (!activation)
    throw unknown(evidence, 'activation', named, ACTIVATIONS.keys() as Iterable<string>);
  const dIn = sizeOf(evidence, config, 'd_in');
  const isTranscoder = config.get('transcode') === true;
  const features = featuresOf(evidence, dIn);
  const input: Axis = ['d_in', dIn];
  const notes = [
    `k is ${shown(config.get('k'))}.`,
    `the decoder bias is ${isTranscoder ? 'not ' : ''}subtracted from inputs.`,
  ];
  if (!config.has('activation'))
    notes.push('no activation is named: topk is assumed, as sparsify does.');
  const encoder = {
    tensor: tensor(evidence, 'encoder.weight', features, input),
    byColumn: false,
  };
  const hasDecoder = shapes.has('W_dec');
  if (!hasDecoder) notes.push('it was saved without a decoder: there are encoder rows only.');
  if (config.get('normalize_decoder') !== false && !isTranscoder)
    notes.push(
      'decoder rows were kept at norm 1 in training (normalize_decoder); they are as saved.',
    );
  if (shapes.has('W_skip')) {
    tensor(evidence, 'W_skip', input, input);
    notes.push('what W_skip adds past the features is no part of the rows.');
  }
  for (const key of ['embed_skip', 'gram_lookup'])
    if (config.get(key) === true)
      notes.push(`${key}: what it adds past the features is no part of the rows.`);
  return {
    ...{ library: 'sparsify', architecture: String(named), activation, isTranscoder },
    ...{ dIn, dOut: dIn, dSae: features[1], encoder, notes },
    decoder: hasDecoder
      ? { tensor: tensor(evidence, 'W_dec', features, input), byColumn: false }
      : null,
    perFeature: [
      {
        ...{ column: 'encoder bias', isLog: false },
        tensor: tensor(evidence, 'encoder.bias', features),
      },
    ],
    decoderBias: {
      tensor: tensor(evidence, 'b_dec', input),
      isSubtractedFromInput: !isTranscoder,
    },
    ...{ threshold: null, inputScale: 1, decoderScale: null },
  };
}

/** `num_latents`, or where that is 0 `expansion_factor` times as many as dimensions. */
function featuresOf(evidence: Evidence, dIn: number): Axis {
  const given = sizeIn(evidence.config, 'num_latents');
  if (given !== null) return ['num_latents', given];
  const factor = sizeOf(evidence, evidence.config, 'expansion_factor');
  return ['expansion_factor x d_in', factor * dIn];
}
