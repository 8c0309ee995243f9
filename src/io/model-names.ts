import { inNaturalOrder } from './names.ts';
import type { MatrixOffer } from './types.ts';

/** What the usual names of weights in language models mean. */
const ROLES: readonly (readonly [RegExp, NonNullable<MatrixOffer['role']>])[] = [
  [/(^|\.)(lm_head|unembed|unembedding|embed_out|output)(\.weight|\.W_U)?$/, 'unembedding'],
  [/(^|\.)W_U$/, 'unembedding'],
  [
    /(^|\.)(embed_tokens|tok_embeddings|token_embd|word_embeddings|wte|embed_in|shared)(\.weight)?$/,
    'embedding',
  ],
  [/(^|\.)(embed|embedding|embeddings|emb)(\.weight|\.W_E)?$/, 'embedding'],
  [/(^|\.)W_E$/, 'embedding'],
];

/** Whether a weight of this name turns tokens into vectors, or vectors into scores of tokens. */
function roleOf(name: string): MatrixOffer['role'] {
  return ROLES.find(([pattern]) => pattern.test(name))?.[1];
}

/**
 * The offers of a container in the order a person looks for them, with what to take if they choose nothing: all, if they
 * have the same number of rows (layers of one model for the same items); else the embedding; else the largest.
 */
export function propose(found: readonly Omit<MatrixOffer, 'proposed' | 'role'>[]): MatrixOffer[] {
  const offers = found.map((offer) => {
    const role = offer.refused === undefined ? roleOf(offer.name) : undefined;
    return { ...offer, ...(role && { role }) };
  });
  const usable = offers.filter(({ refused }) => refused === undefined);
  const size = ({ rows, cols }: { rows: number; cols: number }): number => rows * cols;
  const largest = usable.reduce<(typeof usable)[number] | undefined>(
    (best, offer) => (best && size(best) >= size(offer) ? best : offer),
    undefined,
  );
  const embedding = usable.find(({ role }) => role === 'embedding');
  const isSet = usable.every(({ rows }) => rows === largest?.rows);
  const order = [...offers].sort((a, b) => rank(a) - rank(b) || inNaturalOrder(a.name, b.name));
  return order.map((offer) => ({
    ...offer,
    proposed: offer.refused === undefined && (isSet || offer === (embedding ?? largest)),
  }));
}

const rank = ({ role, refused }: Pick<MatrixOffer, 'role' | 'refused'>): number =>
  refused !== undefined ? 3 : role === 'embedding' ? 0 : role === 'unembedding' ? 1 : 2;
