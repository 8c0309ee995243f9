import { LocusError } from '../../base/errors.ts';
import { readArray } from '../array.ts';
import { fileSha256 } from '../hash.ts';
import { count, extension, stem } from '../names.ts';
import { numberType } from '../number-type.ts';
import { chosenRows } from '../row-choice.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Format, Plan } from '../types.ts';
import { shapesIn, type Shape } from './shape.ts';

interface RawPlan extends Plan {
  readonly shape: Shape;
}

const FLOAT32 = numberType('float', 4, 'float32');
const EXTENSIONS = ['.bytes', '.f32', '.raw'];

/** Float32 numbers and nothing else, little-endian, row after row; the shape stands in the name of the file. */
export const format: Format<RawPlan> = {
  id: 'raw',
  title: 'a file of raw float32 numbers',
  extensions: EXTENSIONS,
  about: {
    variants: [
      'little-endian float32, row after row, without a header',
      'the shape from the name: vectors_10000x200.bytes, word2vec_10000_200d_tensors.bytes, vectors_200d.bytes',
      'the shape from a projector_config.json beside it: see the TensorFlow Projector',
    ],
    limits: ['without a shape the numbers could be anything, and are refused'],
    peers: ['TensorFlow Projector'],
  },

  // Any bytes are numbers: the name decides, where no signature says otherwise.
  sniff: ({ name }) => (EXTENSIONS.includes(extension(name)) ? 'possible' : 'no'),

  plan(source) {
    const shape = shapeOf(source);
    const { byteLength: bytes, name } = source;
    const offer = { name: stem(name), ...shape, dtype: 'float32', bytes, proposed: true };
    return Promise.resolve({ shape, matrices: [offer], memory: 8 << 20 });
  },

  async read(source, { shape }, { rows: choice }, control): Promise<FileContent> {
    const chosen = chosenRows(choice, shape.rows);
    const hasher = await fileSha256(source.byteLength);
    const see = (chunk: Uint8Array): void | Promise<void> => hasher.update(chunk);
    const place = { start: 0, ...shape, type: FLOAT32 };
    const options = { chosen, see };
    const { matrix, notes } = await readArray(source, stem(source.name), place, options, control);
    const said = `${source.name}: ${count(shape.rows)} × ${count(shape.cols)} by its name.`;
    return {
      ...{
        sha256: await hasher.digest(),
        matrices: [matrix],
        table: null,
        notes: [said, ...notes],
      },
      ...(chosen && { hashed: 'parts' as const, kept: { rows: chosen, of: shape.rows } }),
    };
  },
};

/** @throws LocusError E_TRUNCATED, E_SHAPE */
function shapeOf(source: ByteSource): Shape {
  const { name, byteLength } = source;
  if (byteLength % 4 !== 0) {
    throw new LocusError({
      code: 'E_TRUNCATED',
      message: `${name} has ${count(byteLength)} bytes, which is no whole number of float32 numbers.`,
      file: name,
      place: `byte ${byteLength - (byteLength % 4)}`,
      hint: 'Copy the file again. Numbers of another kind: save them with numpy.save("vectors.npy", X).',
    });
  }
  const { fitting, said } = shapesIn(stem(name), byteLength / 4);
  if (fitting) return fitting;
  const held = count(byteLength / 4);
  throw new LocusError({
    code: 'E_SHAPE',
    message: said
      ? `${name}: Its name says ${count(said.rows)} × ${count(said.cols)}, which is ${count(said.rows * said.cols)} numbers; it holds ${held}.`
      : `${name}: Its name says no shape, and it has none inside. It holds ${held} numbers.`,
    file: name,
    place: 'the name of the file',
    hint: `Put rows and columns into the name, as in ${stem(name).slice(0, 40)}_10000x200.bytes, or drop the projector_config.json along.`,
  });
}
