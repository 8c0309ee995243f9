import { objectIn, shown } from './config.ts';
import { sizeOf, tensor, unknown, type Axis, type Evidence } from './description.ts';
import type { PerFeature, SparseAutoencoder } from './model.ts';

interface DictClass {
  readonly activation: SparseAutoencoder['activation'];
  /** `nn.Linear` (weights are outputs x inputs), or parameters as in SAELens. */
  readonly isLinear: boolean;
  readonly decoderBias: string;
  readonly isSubtractedFromInput: boolean;
  /** Columns beside the vectors, by tensor; `exp` where the logarithm is saved. */
  readonly perFeature: readonly (readonly [column: string, tensor: string, exp?: 'exp'])[];
  readonly note?: string;
}

const LINEAR_BIAS = [['encoder bias', 'encoder.bias']] as const;
const BY_NORM = 'activations are multiplied by the decoder norm; the rows are as saved.';

/** `dictionary_learning/dictionary.py` and `trainers/*.py`. */
const CLASSES: ReadonlyMap<string, DictClass> = new Map<string, DictClass>([
  [
    'AutoEncoder',
    {
      ...{ activation: 'ReLU', isLinear: true, decoderBias: 'bias', isSubtractedFromInput: true },
      perFeature: LINEAR_BIAS,
    },
  ],
  [
    'AutoEncoderNew',
    {
      ...{ activation: 'ReLU', isLinear: true, decoderBias: 'decoder.bias' },
      ...{ isSubtractedFromInput: false, perFeature: LINEAR_BIAS },
    },
  ],
  [
    'GatedAutoEncoder',
    {
      ...{ activation: 'gated', isLinear: true, decoderBias: 'decoder_bias' },
      ...{ isSubtractedFromInput: true, note: BY_NORM },
      perFeature: [
        ['gate bias', 'gate_bias'],
        ['magnitude bias', 'mag_bias'],
        ['magnitude scale', 'r_mag', 'exp'],
      ],
    },
  ],
  [
    'JumpReluAutoEncoder',
    {
      ...{ activation: 'JumpReLU', isLinear: false, decoderBias: 'b_dec' },
      ...{ isSubtractedFromInput: false, note: BY_NORM },
      perFeature: [
        ['encoder bias', 'b_enc'],
        ['threshold', 'threshold'],
      ],
    },
  ],
  [
    'AutoEncoderTopK',
    {
      ...{ activation: 'TopK', isLinear: true, decoderBias: 'b_dec', isSubtractedFromInput: true },
      perFeature: LINEAR_BIAS,
    },
  ],
  [
    'BatchTopKSAE',
    {
      ...{ activation: 'BatchTopK', isLinear: true, decoderBias: 'b_dec' },
      ...{ isSubtractedFromInput: true, perFeature: LINEAR_BIAS },
    },
  ],
  [
    'MatryoshkaBatchTopKSAE',
    {
      ...{ activation: 'BatchTopK', isLinear: false, decoderBias: 'b_dec' },
      ...{ isSubtractedFromInput: true, perFeature: [['encoder bias', 'b_enc']] },
    },
  ],
]);

/** dictionary_learning: config.json beside ae.pt. @throws LocusError E_FORMAT, E_SHAPE */
export function describeDictionary(evidence: Evidence): SparseAutoencoder {
  const trainer = objectIn(evidence.config, 'trainer')!;
  const name = trainer.get('dict_class');
  const known = typeof name === 'string' ? CLASSES.get(name) : undefined;
  if (!known || typeof name !== 'string')
    throw unknown(evidence, 'trainer.dict_class', name, CLASSES.keys());
  const dIn = sizeOf(evidence, trainer, 'trainer.activation_dim');
  const dSae = sizeOf(evidence, trainer, 'trainer.dict_size');
  const features: Axis = ['dict_size', dSae];
  const input: Axis = ['activation_dim', dIn];
  const { activation, isLinear, isSubtractedFromInput } = known;
  const encoder = isLinear
    ? { tensor: tensor(evidence, 'encoder.weight', features, input), byColumn: false }
    : { tensor: tensor(evidence, 'W_enc', input, features), byColumn: true };
  const decoder = isLinear
    ? { tensor: tensor(evidence, 'decoder.weight', input, features), byColumn: true }
    : { tensor: tensor(evidence, 'W_dec', features, input), byColumn: false };
  const perFeature = known.perFeature.map(([column, source, exp]): PerFeature => ({
    ...{ column, isLog: exp === 'exp' },
    tensor: tensor(evidence, source, features),
  }));
  const decoderBias = { tensor: tensor(evidence, known.decoderBias, input), isSubtractedFromInput };
  const notes = [
    `the decoder bias is ${isSubtractedFromInput ? '' : 'not '}subtracted from inputs (by its class).`,
    ...(trainer.has('k') ? [`k is ${shown(trainer.get('k'))}.`] : []),
    ...(known.note === undefined ? [] : [known.note]),
  ];
  return {
    ...{ library: 'dictionary_learning', architecture: name, activation, isTranscoder: false },
    ...{ dIn, dOut: dIn, dSae, encoder, decoder, perFeature, decoderBias, notes },
    threshold: evidence.shapes.get('threshold')?.length === 0 ? 'threshold' : null,
    ...{ inputScale: 1, decoderScale: null },
  };
}
