import { LocusError } from '../../base/errors.ts';

/** Where something is wrong: in which file, which part of it ("data.pkl"), from where bytes are counted. */
export interface Where {
  readonly file: string;
  readonly part?: string;
  readonly from: number;
}

const place = ({ part, from }: Where, at: number): string =>
  `${part === undefined ? '' : `${part}, `}byte ${at - from}`;

/** @param at absolute in the source that is read */
export function badPickle(where: Where, at: number, cause: string): LocusError {
  return new LocusError({
    code: 'E_PICKLE',
    message: `${where.file} is no valid pickle: ${cause}.`,
    file: where.file,
    place: place(where, at),
    hint: 'The file is damaged or was changed after it was written. Write or download it again.',
  });
}

/** @param at the place, in words */
export function cutShort(file: string, at: string, cause: string): LocusError {
  return new LocusError({
    code: 'E_TRUNCATED',
    message: `${file} is cut short: ${cause}.`,
    file,
    place: at,
    hint: 'The copy or download stopped early, or the program that wrote it did. Get or write the file again.',
  });
}

/** A constructor outside the closed list. */
export function refusedCall(where: Where, at: number, name: string): LocusError {
  return new LocusError({
    code: 'E_PICKLE',
    message: `${where.file} calls ${shown(name)}: opening it with Python would run that; Locus never does.`,
    file: where.file,
    place: place(where, at),
    hint: wayOut(name),
  });
}

function wayOut(name: string): string {
  const root = name.split('.')[0];
  if (root === 'pandas') {
    return 'In Python, if you trust the file: pandas.read_pickle(path).to_csv("table.csv"), and open that file.';
  }
  if (root === 'scipy') {
    return 'In Python, if you trust the file: numpy.save("x.npy", matrix.toarray()), and open x.npy.';
  }
  if (root === 'gensim') {
    return 'In Python: vectors.save_word2vec_format("vectors.bin", binary=True), and open that file.';
  }
  if (
    /^(torch|__torch__|transformers|sentence_transformers|pytorch_lightning|__main__)$/.test(root)
  ) {
    return 'Save only the weights: torch.save(model.state_dict(), path), or safetensors.torch.save_file(model.state_dict(), path).';
  }
  return 'If you trust the file, take the numbers out of it in Python: numpy.save("x.npy", numpy.asarray(x)), and open x.npy. If you do not, do not open it there.';
}

/** A name as it stands in messages: one line, not too long. */
export function shown(name: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, '?');
  return plain.length > 100 ? `${plain.slice(0, 100)}...` : plain;
}
