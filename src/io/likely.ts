import type { MatrixOffer } from './types.ts';

/** Names of the field. */
const LIKELY =
  /^(x|embs?|embeddings?|vectors?|features?|feats?|activations?|hidden_states?|latents?|z)$/i;
/** A matrix of one column is a label. */
const isWide = ({ cols }: MatrixOffer): boolean => cols > 1;
const MAX_SPACES = 32;
const MAX_SPACE_BYTES = 1 << 30;

/**
 * Which matrices of a container without an order of its own are proposed: one with a name of the field, else the largest; and those of
 * its series, layer_0, layer_1 ..., with as many rows.
 */
export function likelyMatrices(offers: readonly MatrixOffer[]): readonly MatrixOffer[] {
  const able = offers.filter(({ refused }) => refused === undefined);
  const last = ({ name }: MatrixOffer): string => name.split('/').at(-1) ?? name;
  const best =
    able.find((offer) => LIKELY.test(last(offer)) && isWide(offer)) ??
    able.reduce<MatrixOffer | undefined>(
      (a, b) => (a && a.rows * a.cols >= b.rows * b.cols ? a : b),
      undefined,
    );
  if (!best) return [];
  const series = ({ name }: MatrixOffer): string => name.replace(/\d+/g, '#');
  const alike = able.filter((offer) => series(offer) === series(best) && offer.rows === best.rows);
  const bytes = alike.reduce((sum, { rows, cols }) => sum + 4 * rows * cols, 0);
  return alike.length > MAX_SPACES || bytes > MAX_SPACE_BYTES ? [best] : alike;
}
