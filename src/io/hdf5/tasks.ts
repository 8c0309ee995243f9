import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { chosenEntries } from '../chosen-matrices.ts';
import { sha256 } from '../hash.ts';
import type { Tasks } from '../isolation.ts';
import { plural } from '../names.ts';
import { chosenRows, keptOf } from '../row-choice.ts';
import type { ByteSource } from '../source.ts';
import type { FileContent, Plan, ReadMatrix, Selection } from '../types.ts';
import { Hdf5File } from './file.ts';
import { layoutOf } from './layout.ts';
import { withFile } from './library.ts';
import type { Layout } from './offered.ts';

const open = <T>(
  source: ByteSource,
  control: Control,
  use: (file: Hdf5File) => Promise<T>,
): Promise<T> => withFile(source, control, (opened) => use(new Hdf5File(source, opened)));

/** What is done with a file, in a thread of its own where there is one. */
export const tasks: Tasks = {
  async plan(source, _, control) {
    const value = await open(source, control, (file) => planOf(file, control));
    return { value, transfer: [] };
  },

  async read(source, selection, control) {
    const value = await open(source, control, (file) =>
      readSelected(file, selection as Selection, control),
    );
    const { matrices, kept } = value;
    const buffers = new Set(matrices.map(({ data }) => data.buffer));
    if (kept) buffers.add(kept.rows.buffer);
    return { value, transfer: [...buffers] };
  },
};

async function planOf(file: Hdf5File, control: Control): Promise<Plan> {
  const { offers } = await layoutOf(file, control);
  if (!offers.some(({ refused }) => refused === undefined)) throw noMatrix(file.source, offers);
  return { matrices: offers.map(({ offer }) => offer), memory: 64 << 20 };
}

async function readSelected(
  file: Hdf5File,
  { matrices: names, rows: choice }: Selection,
  control: Control,
): Promise<FileContent> {
  const { source } = file;
  const layout = await layoutOf(file, control);
  const wanted = chosenEntries(source, names, layout.offers, 'matrix');
  const hasher = await sha256();
  const notes = [...layout.notes];
  const matrices: ReadMatrix[] = [];
  for (const { offer, refused, read } of wanted) {
    if (refused !== undefined) throw refusedOffer(source, offer.name, refused);
    const chosen = chosenRows(choice, offer.rows);
    hasher.update(new TextEncoder().encode(offer.name));
    const matrix = await read({ file, chosen, hasher, notes, control });
    matrices.push({ ...matrix, kept: keptOf(chosen, offer.rows) });
  }
  const first = wanted[0] ?? layout.offers.find(({ offer }) => offer.proposed);
  const of = first?.offer.rows ?? 0;
  const kept = matrices[0]?.kept?.rows ?? null;
  const table = await tableOf(file, layout, { rows: of, chosen: kept, notes, control });
  return {
    ...{ sha256: hasher.digest(), hashed: 'parts', matrices, table, notes },
    ...(kept && { kept: { rows: kept, of } }),
  };
}

async function tableOf(
  file: Hdf5File,
  layout: Layout,
  {
    rows,
    chosen,
    notes,
    control,
  }: {
    readonly rows: number;
    readonly chosen: Uint32Array | null;
    readonly notes: string[];
    readonly control: Control;
  },
): Promise<FileContent['table']> {
  const columns = await layout.columns(rows, chosen, notes, control);
  if (columns.length === 0) return null;
  return {
    file: file.source.name,
    rows: chosen?.length ?? rows,
    columns,
    maybeHeader: false,
  };
}

function refusedOffer(source: ByteSource, name: string, refused: string): LocusError {
  const code = /complex|layout|MATLAB|texts|records|references|bytes$|lists|fields/.test(refused)
    ? 'E_DTYPE'
    : /memory/.test(refused)
      ? 'E_MEMORY'
      : /filter|another file|virtual/.test(refused)
        ? 'E_FORMAT'
        : 'E_SHAPE';
  return new LocusError({
    code,
    message: `${source.name}: ${name} cannot be taken: ${refused}.`,
    file: source.name,
    place: name,
    hint: 'Choose another matrix of the file, or save it in Python: numpy.save("x.npy", h5py.File(path)[name][:]).',
  });
}

/** Nothing can be taken: the reason of the first dataset, and how many there are. */
function noMatrix(source: ByteSource, offers: Layout['offers']): LocusError {
  const [first] = offers;
  if (first) {
    const more = offers.length - 1;
    const others =
      more > 0 ? ` (and ${plural(more, 'other dataset')}, none of them N x D numbers)` : '';
    return refusedOffer(source, first.offer.name, `${first.refused}${others}`);
  }
  return new LocusError({
    code: 'E_SHAPE',
    message: `${source.name} holds no datasets.`,
    file: source.name,
    place: '/',
    hint: 'It may hold only groups and links. Look into it with: h5ls -r file.h5.',
  });
}
