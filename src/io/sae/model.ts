/**
 * A sparse autoencoder as its files describe it: what is where in the weights, and what the configuration says that changes the
 * mathematics. No numbers are held; spaces are made from it now, encoding and decoding can be.
 */
export interface SparseAutoencoder {
  readonly library: string;
  /** As the configuration names it. */
  readonly architecture: string;
  /** Which of the features of an item count as active. */
  readonly activation:
    'ReLU' | 'JumpReLU' | 'TopK' | 'BatchTopK' | 'GroupMax' | 'gated' | 'matching pursuit';
  /** Predicts another place of the model than it reads. */
  readonly isTranscoder: boolean;
  /** Dimensions read, dimensions written, number of features. */
  readonly dIn: number;
  readonly dOut: number;
  readonly dSae: number;
  /** One vector per feature in the space that is read; null where there is none by itself (matching pursuit). */
  readonly encoder: FeatureVectors | null;
  /** One vector per feature in the space that is written; null where it was not saved. */
  readonly decoder: FeatureVectors | null;
  /** What the weights hold of each feature beside its vectors. */
  readonly perFeature: readonly PerFeature[];
  /** Tensor of the bias that is added when decoding, and whether it is subtracted before encoding. */
  readonly decoderBias: { readonly tensor: string; readonly isSubtractedFromInput: boolean };
  /** Tensor with one threshold for all features; null where there is none. */
  readonly threshold: string | null;
  /**
   * Scale that inputs had in training (expected average norm): encoder vectors are multiplied by it and decoder vectors divided, so that
   * both are for inputs as the model gives them. 1 where there is none.
   */
  readonly inputScale: number;
  /** Tensor of a factor per feature that decoder vectors are multiplied by (fine-tuning); null where there is none. */
  readonly decoderScale: string | null;
  /** What was assumed or has to be known, in sentences. */
  readonly notes: readonly string[];
}

/** The vectors of all features in one tensor. */
export interface FeatureVectors {
  readonly tensor: string;
  /** Features are the columns of the tensor, not its rows. */
  readonly byColumn: boolean;
}

/** One number per feature. */
export interface PerFeature {
  readonly column: string;
  readonly tensor: string;
  /** The file holds the natural logarithm. */
  readonly isLog: boolean;
}
