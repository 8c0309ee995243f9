import { chosenRows, keptOf, type RowSelection } from './row-choice.ts';
import { scanMatrix, takeRows } from './scan.ts';
import type { FileContent } from './types.ts';

/**
 * Takes rows out of what was read whole, of each matrix by its own length. A file of metadata alone stays as it is: it is joined to
 * the rows taken.
 */
export function thin(content: FileContent, choice: RowSelection): FileContent {
  const [first] = content.matrices;
  const chosen = first ? chosenRows(choice, first.rows) : null;
  if (!first || first.kept || !chosen) return content;
  const matrices = content.matrices.map((matrix) => {
    if (matrix.kept) return matrix;
    const own = chosenRows(choice, matrix.rows);
    if (!own) return { ...matrix, kept: null };
    const data = takeRows(matrix.data, matrix.cols, own);
    const rows = own.length;
    const kept = keptOf(own, matrix.rows);
    return { ...matrix, rows, data, kept, issues: scanMatrix(data, rows, matrix.cols) };
  });
  const { table } = content;
  const fits = table?.rows === first.rows;
  return {
    ...content,
    matrices,
    ...(fits && {
      table: {
        ...table,
        rows: chosen.length,
        columns: table.columns.map(({ values, ...column }) => ({
          ...column,
          values: Array.from(chosen, (row) => values[row]),
        })),
      },
    }),
    kept: { rows: chosen, of: first.rows },
  };
}
