import type { ReadFile } from './align.ts';
import { namedFile } from './folders.ts';
import { stem, unusedName } from './names.ts';
import type { Table } from './types.ts';

/**
 * Tables whose heading was guessed otherwise than another file of the drop says are read as it says. By the same rule
 * their rows are in the order of the vectors.
 */
export function withHeadings(files: readonly ReadFile[]): readonly ReadFile[] {
  const placed = files.map(({ source, path }) => ({
    name: source.name,
    ...(path !== undefined && { path }),
  }));
  const named = new Set(
    files.flatMap(({ content }, i) =>
      (content.headedIfWide ?? []).map((name) => namedFile(placed[i], name, placed)),
    ),
  );
  if (named.size === 0) return files;
  return files.map((file, i) => {
    const { content } = file;
    const { table } = content;
    if (!table || !named.has(placed[i]) || content.matrices.length > 0) return file;
    const read = headedIfWide(table);
    const inOrder = { ...read, inOrder: true } as const;
    if (read === table) return { ...file, content: { ...content, table: inOrder } };
    const how = read.columns.length > 1 ? 'the first line is the heading' : 'there is no heading';
    const note = `${table.file}: ${how}, by the rule of the TensorFlow Projector.`;
    return { ...file, content: { ...content, table: inOrder, notes: [...content.notes, note] } };
  });
}

/** One column has no heading, several have one: https://github.com/tensorflow/tensorboard, vz_projector/data-provider.ts */
function headedIfWide(table: Table): Table {
  const { columns, heading, rows, file } = table;
  if (heading === undefined || heading === columns.length > 1) return table;
  if (heading) {
    const [{ name, values }] = columns;
    const all = [name, ...values];
    const column = { name: stem(file), values: all };
    return { ...table, rows: all.length, columns: [column], maybeHeader: false, heading: false };
  }
  const taken = new Set<string>();
  const named = columns.map(({ name, values: [first, ...values] }) => {
    const own = unusedName(first ?? name, taken);
    taken.add(own);
    return { name: own, values };
  });
  return { ...table, rows: rows - 1, columns: named, heading: true };
}
