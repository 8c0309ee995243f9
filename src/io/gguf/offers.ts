import type { MatrixOffer } from '../types.ts';
import type { Tensor } from './header.ts';

/** What llama.cpp calls the matrices with a row per token (LLM_TENSOR_NAMES in llama-arch.cpp). */
const ROLES: ReadonlyMap<string, 'embedding' | 'unembedding'> = new Map([
  ['token_embd.weight', 'embedding'],
  ['output.weight', 'unembedding'],
]);

/**
 * The tensors as matrices to choose from: embedding and unembedding first, then in the order of the file. One is proposed: the
 * embedding, else the unembedding, else the largest that can be read.
 */
export function offersOf(tensors: readonly Tensor[]): readonly MatrixOffer[] {
  const offers = tensors.map(offerOf);
  const first = (role: MatrixOffer['role']) => offers.filter((offer) => offer.role === role);
  const ordered = [...first('embedding'), ...first('unembedding'), ...first(undefined)];
  const readable = ordered.filter(({ refused }) => refused === undefined);
  const size = ({ rows, cols }: MatrixOffer): number => rows * cols;
  const proposed =
    readable.find(({ role }) => role) ??
    readable.reduce<MatrixOffer | null>(
      (best, offer) => (best && size(best) >= size(offer) ? best : offer),
      null,
    );
  return ordered.map((offer) => ({ ...offer, proposed: offer === proposed }));
}

function offerOf({ name, shape, type, typeId, bytes }: Tensor): MatrixOffer {
  const role = ROLES.get(name);
  const cols = shape.at(-1) ?? 1;
  const refused = refusalOf({ shape, type, typeId });
  return {
    name,
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
    cols,
    dtype: type?.name ?? `type ${typeId}`,
    bytes,
    ...(role && { role }),
    proposed: false,
    ...(refused && { refused: refused.why }),
  };
}

/** Why a tensor cannot be taken, as a half sentence; null when it can. */
export function refusalOf({ shape, type, typeId }: Pick<Tensor, 'shape' | 'type' | 'typeId'>): {
  readonly code: 'E_SHAPE' | 'E_DTYPE';
  readonly why: string;
} | null {
  const axes = (why: string) => ({ code: 'E_SHAPE', why }) as const;
  const kind = (why: string) => ({ code: 'E_DTYPE', why }) as const;
  if (shape.length === 0) return axes('a single number');
  if (shape.length === 1) return axes('a single row of numbers (1 axis)');
  if (shape.length > 2) return axes(`${shape.length} axes`);
  if (shape.includes(0)) return axes('no numbers');
  if (!type) return kind(`numbers of ggml's type ${typeId}, which is not known here`);
  if (type.plain || type.dequantise) return null;
  return kind(`numbers quantised as ${type.name}, which is not read here`);
}
