import type { ByteSource } from '../source.ts';

/** "model-00001-of-00003.gguf", as llama-gguf-split names the parts of a model. */
const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;

const partOf = ({ name, path }: ByteSource) => {
  const match = PART.exec(path ?? name);
  return match ? { stem: match[1], number: Number(match[2]), of: Number(match[3]) } : null;
};

/** The further parts of a model among the other files, in order, when this is its first part. */
export function furtherParts(
  source: ByteSource,
  others: readonly ByteSource[],
): readonly ByteSource[] {
  const first = partOf(source);
  if (first?.number !== 1) return [];
  const found = others.flatMap((other) => {
    const part = partOf(other);
    const belongs = part?.stem === first.stem && part.of === first.of && part.number > 1;
    return belongs ? [{ other, number: part.number }] : [];
  });
  return found.sort((a, b) => a.number - b.number).map(({ other }) => other);
}

/** Says which parts of the model are missing beside this one and `companions`; null when none is. */
export function missingNote(source: ByteSource, companions: readonly ByteSource[]): string | null {
  const own = partOf(source);
  if (!own) return null;
  const there = new Set([own.number, ...companions.map((part) => partOf(part)?.number)]);
  const missing = Array.from({ length: own.of }, (_, i) => i + 1).filter((i) => !there.has(i));
  if (missing.length === 0) return null;
  const list = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ' ...' : '');
  return `${source.name} is one part of a model of ${own.of}; not here: ${list}. Drop all parts together to choose among all tensors.`;
}
