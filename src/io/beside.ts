import { throwIfCancelled, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import { planOf, type Member } from './gather.ts';
import type { FileContent, MatrixOffer, Plan, Table } from './types.ts';

/** What is read of a file for its table alone, when its reader cannot tell the two apart: bytes of float32. */
const MOST_BYTES = 2 ** 28;

/** A file of a drop, looked into for its table. */
export interface Looked {
  /** Beside the vectors, or metadata. Null when there is none. */
  readonly table: Table | null;
  /** Of the proposed matrices, or of what was read. */
  readonly offers: readonly MatrixOffer[];
  /** All of it, where that had to be read. */
  readonly content: FileContent | null;
}

/**
 * The table that a file holds, without its vectors where the reader can do that.
 * @throws LocusError what the reader throws; E_LIMIT when the vectors would have to be read and are large
 */
export async function lookInto(member: Member, control: Control): Promise<Looked> {
  const plan = await planOf(member, control);
  const { source, format } = member;
  if (plan.matrices === null) {
    const content = await format.read(source, plan, {}, control);
    return { table: content.table, offers: content.matrices.map(offerOf), content };
  }
  const offers = plan.matrices.filter(({ proposed }) => proposed);
  const [first] = offers;
  if (!first) return { table: null, offers, content: null };
  const table = await tableBeside(member, plan, first, control);
  return { table, offers, content: null };
}

async function tableBeside(
  { source, format }: Member,
  plan: Plan,
  { name, rows, cols }: MatrixOffer,
  control: Control,
): Promise<Table | null> {
  const one = { matrices: [name], rows: { kind: 'first', count: 1 } } as const;
  if ((await format.read(source, plan, one, control)).table === null) return null;
  try {
    const { table } = await format.read(source, plan, { matrices: [] }, control);
    if (table?.rows === rows) return table;
  } catch (error) {
    throwIfCancelled(control);
    if (error instanceof CancelledError) throw error;
    // This reader cannot read its table apart.
  }
  if (4 * rows * cols > MOST_BYTES) throw tooLarge(source.name, name);
  return (await format.read(source, plan, { matrices: [name] }, control)).table;
}

const offerOf = ({ name, rows, cols, dtype }: FileContent['matrices'][number]): MatrixOffer => ({
  ...{ name, rows, cols, dtype, proposed: true },
  bytes: 4 * rows * cols,
});

function tooLarge(file: string, matrix: string): LocusError {
  return new LocusError({
    code: 'E_LIMIT',
    message: `${file}: its columns cannot be read without ${matrix}, which is large.`,
    file,
    place: matrix,
    hint: 'Take a random sample of the rows, or drop the column in a file of its own (csv) along.',
  });
}
