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

/** Numbers of the parts that are missing beside the first and `companions`; empty for a model in one file. */
export function missingParts(
  source: ByteSource,
  companions: readonly ByteSource[],
): readonly number[] {
  const own = partOf(source);
  if (!own) return [];
  const there = new Set([own.number, ...companions.map((part) => partOf(part)?.number)]);
  return Array.from({ length: own.of }, (_, i) => i + 1).filter((number) => !there.has(number));
}
