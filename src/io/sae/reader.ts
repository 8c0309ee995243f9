import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenNames } from '../chosen-matrices.ts';
import { sha256 } from '../hash.ts';
import { count } from '../names.ts';
import { chosenRows } from '../row-choice.ts';
import { isProbablyText } from '../text.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Format, MatrixOffer, Plan, RawColumn, ReadMatrix } from '../types.ts';
import { MAX_CONFIG_BYTES, readConfig, recognise, type Layout } from './config.ts';
import type { Evidence } from './description.ts';
import { describeDictionary } from './dictionary-learning.ts';
import { pathOf } from '../folders.ts';
import { companionsOf, folderName, openFolder, readScale, type Folder } from './folder.ts';
import { rowNorms, scaleRows } from './fold.ts';
import type { FeatureVectors, SparseAutoencoder } from './model.ts';
import { describeSaelens } from './saelens.ts';
import { describeSparsify } from './sparsify.ts';
import { openWeights, type Weights } from './weights.ts';

interface SaePlan extends Plan {
  readonly matrices: readonly MatrixOffer[];
  readonly model: SparseAutoencoder;
  readonly weights: Weights;
  readonly sparsity: Weights | null;
  readonly folder: Folder;
}

const DESCRIBE: Readonly<Record<Layout, (evidence: Evidence) => SparseAutoencoder>> = {
  SAELens: describeSaelens,
  dictionary_learning: describeDictionary,
  sparsify: describeSparsify,
};

/** The log10 of how often each feature is active. */
const SPARSITY_TENSOR = 'sparsity';

/** Sparse autoencoders: a configuration with the weights beside it. Features are the items, their vectors the spaces. */
export const format: Format<SaePlan> = {
  id: 'sae',
  title: 'a sparse autoencoder',
  extensions: ['.json'],
  about: {
    variants: [
      'SAELens: cfg.json with sae_weights.safetensors and sparsity.safetensors; standard, gated, jumprelu, topk, batchtopk, matryoshka_batchtopk, matching_pursuit and transcoders',
      'dictionary_learning: config.json with ae.pt; AutoEncoder, AutoEncoderNew, GatedAutoEncoder, JumpReluAutoEncoder, AutoEncoderTopK, BatchTopKSAE, MatryoshkaBatchTopKSAE',
      'EleutherAI sparsify: cfg.json with sae.safetensors; topk and groupmax, transcoders',
      'decoder rows and encoder rows are spaces over the features; biases, thresholds, decoder norms and sparsity are columns',
      'the scale of inputs and fine-tuning factors are folded in',
      'several folders in one drop: each is told by its path',
    ],
    limits: [
      'architectures, classes and normalisations that are not listed are refused by name',
      'weights, whose shapes have to agree with the configuration',
      'a configuration of 64 KiB',
    ],
    peers: [],
  },

  sniff({ head, name, byteLength }) {
    if (byteLength > MAX_CONFIG_BYTES || !isProbablyText(head)) return 'no';
    return recognise(new TextDecoder().decode(head), name) ? 'certain' : 'no';
  },

  async companions(source, others) {
    const { layout } = await readConfig(source);
    return companionsOf(source, layout, others);
  },

  async plan(source, control, companions) {
    const { layout, config } = await readConfig(source);
    const folder = openFolder(source, layout, companions);
    const weights = await openWeights(folder.weights, control);
    const inputScale = folder.scaler ? await readScale(folder.scaler, () => undefined) : null;
    const model = DESCRIBE[layout]({
      ...{ path: pathOf(source), file: source.name, config, inputScale },
      ...{ weights: folder.weights.name, shapes: weights.shapes },
    });
    const sparsity = folder.sparsity
      ? await openSparsity(source, folder.sparsity, model, control)
      : null;
    const matrices = offersOf(source, model, weights);
    return { matrices, model, weights, sparsity, folder, memory: 8 << 20 };
  },

  async read(source, plan, selection, control): Promise<FileContent> {
    const { matrices: offers, model, weights, folder } = plan;
    const names = chosenNames(selection, offers);
    const unknown = names.find((name) => offers.every((offer) => offer.name !== name));
    if (unknown !== undefined) throw notThere(source, unknown, offers);
    const hasher = await sha256();
    const see = (bytes: Uint8Array): void => hasher.update(bytes);
    see((await readConfig(source)).bytes);
    if (folder.scaler) await readScale(folder.scaler, see);
    await weights.seeDirectory(see, control);

    const chosen = chosenRows(selection.rows, model.dSae);
    const notes = notesOf(source, model, folder);
    if (model.threshold !== null) {
      const [value] = await weights.readNumbers(model.threshold, see, control);
      notes.push(`${pathOf(source)}: ${thresholdNote(value!)}`);
    }
    const matrices: ReadMatrix[] = [];
    let decoder: ReadMatrix | null = null;
    for (const [kind, vectors] of partsOf(model)) {
      const name = nameOf(source, kind);
      if (!names.includes(name)) continue;
      const read = await weights.readVectors(vectors, name, { chosen, see }, control);
      notes.push(...read.notes);
      const matrix = await fold(plan, kind, read.matrix, { chosen, see }, control);
      if (kind === 'decoder') decoder = matrix;
      matrices.push(matrix);
    }
    const columns = await columnsOf(source, plan, decoder, { chosen, see }, control);
    const rows = chosen?.length ?? model.dSae;
    return {
      ...{ sha256: hasher.digest(), hashed: 'parts', matrices, notes },
      table: columns.length > 0 ? { file: source.name, rows, columns, maybeHeader: false } : null,
      ...(chosen && { kept: { rows: chosen, of: model.dSae } }),
    };
  },
};

type Kind = 'decoder' | 'encoder';

/** Names begin with the folder where there is one: several autoencoders are told apart. */
function nameOf(source: ByteSource, kind: Kind): string {
  const folder = folderName(source);
  return folder ? `${folder} ${kind} rows` : `${kind} rows`;
}

/** Decoder rows come first: they are what a feature writes, and what is looked at as a rule. */
function partsOf({ decoder, encoder }: SparseAutoencoder): (readonly [Kind, FeatureVectors])[] {
  return [
    ...(decoder ? [['decoder', decoder] as const] : []),
    ...(encoder ? [['encoder', encoder] as const] : []),
  ];
}

function offersOf(source: ByteSource, model: SparseAutoencoder, weights: Weights): MatrixOffer[] {
  return partsOf(model).map(([kind, { tensor }], i) => {
    const { name: dtype, size } = weights.typeOf(tensor);
    const [rows, cols] = [model.dSae, kind === 'decoder' ? model.dOut : model.dIn];
    const bytes = rows * cols * size;
    return { name: nameOf(source, kind), rows, cols, dtype, bytes, role: kind, proposed: i === 0 };
  });
}

interface Taking {
  readonly chosen: Uint32Array | null;
  readonly see: (bytes: Uint8Array) => void;
}

/** The scale of the inputs and the factors of fine-tuning go into the vectors. */
async function fold(
  { model, weights }: SaePlan,
  kind: Kind,
  matrix: ReadMatrix,
  { chosen, see }: Taking,
  control: Control,
): Promise<ReadMatrix> {
  const { inputScale, decoderScale } = model;
  const file = weights.source.name;
  if (kind === 'encoder')
    return inputScale === 1 ? matrix : scaleRows(file, matrix, () => inputScale, control);
  if (inputScale === 1 && decoderScale === null) return matrix;
  const factors = decoderScale && (await weights.readNumbers(decoderScale, see, control));
  const factorOf = (row: number): number =>
    (factors ? factors[chosen ? chosen[row]! : row]! : 1) / inputScale;
  return scaleRows(file, matrix, factorOf, control);
}

async function columnsOf(
  source: ByteSource,
  { model, weights, sparsity }: SaePlan,
  decoder: ReadMatrix | null,
  { chosen, see }: Taking,
  control: Control,
): Promise<RawColumn[]> {
  const folder = folderName(source);
  const column = (name: string, numbers: Float64Array): RawColumn => ({
    name: folder ? `${folder} ${name}` : name,
    values: Array.from(numbers, (value) => (Number.isNaN(value) ? null : String(value))),
  });
  const taken = (numbers: Float64Array): Float64Array =>
    chosen ? Float64Array.from(chosen, (row) => numbers[row]!) : numbers;
  const columns: RawColumn[] = [];
  for (const { column: name, tensor, isLog } of model.perFeature) {
    const numbers = taken(await weights.readNumbers(tensor, see, control));
    columns.push(column(name, isLog ? numbers.map(Math.exp) : numbers));
  }
  if (decoder) columns.push(column('decoder norm', rowNorms(decoder)));
  if (sparsity) {
    const numbers = await sparsity.readNumbers(SPARSITY_TENSOR, see, control);
    columns.push(column('log10 sparsity', taken(numbers)));
  }
  return columns;
}

async function openSparsity(
  source: ByteSource,
  file: ByteSource,
  { dSae }: SparseAutoencoder,
  control: Control,
): Promise<Weights> {
  const sparsity = await openWeights(file, control);
  const shape = sparsity.shapes.get(SPARSITY_TENSOR);
  if (shape?.length === 1 && shape[0] === dSae) {
    sparsity.typeOf(SPARSITY_TENSOR);
    return sparsity;
  }
  throw new LocusError({
    code: 'E_SHAPE',
    message: `${pathOf(source)} says ${count(dSae)} features, and "${SPARSITY_TENSOR}" in ${file.name} is ${shape ? shape.join(' x ') || 'a single number' : 'not there'}.`,
    file: source.name,
    place: file.name,
    hint: 'It belongs to another autoencoder: drop the folder without it.',
  });
}

function notesOf(source: ByteSource, model: SparseAutoencoder, folder: Folder): string[] {
  const { library, architecture, activation, isTranscoder, dSae, dIn, dOut } = model;
  const what = isTranscoder ? 'transcoder' : 'sparse autoencoder';
  const size = isTranscoder
    ? `${count(dSae)} features from ${count(dIn)} to ${count(dOut)} dimensions`
    : `${count(dSae)} features of ${count(dIn)} dimensions`;
  const lines = [
    `${what} of ${library}, ${architecture} (${activation}): ${size}.`,
    ...model.notes,
    ...(folder.unread.length > 0 ? [`not read: ${folder.unread.join(', ')}.`] : []),
  ];
  return lines.map((line) => `${pathOf(source)}: ${line}`);
}

const thresholdNote = (value: number): string =>
  value < 0
    ? `no threshold was set in training (${value}).`
    : `one threshold for all features: ${value}.`;

function notThere(source: ByteSource, name: string, offers: readonly MatrixOffer[]): LocusError {
  return new LocusError({
    code: 'E_PARAM',
    message: `${pathOf(source)} has no ${name}.`,
    file: source.name,
    place: name,
    hint: `It has ${offers.map((offer) => offer.name).join(' and ')}.`,
  });
}
