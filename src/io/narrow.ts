import { LocusError } from '../base/errors.ts';
import { columnsTaken, columnsText, type ColumnRanges } from './column-ranges.ts';
import { count, plural } from './names.ts';
import { scanMatrix } from './scan.ts';
import type { FileContent, ReadMatrix } from './types.ts';

/**
 * Takes columns out of what was read; of a matrix with fewer columns those that it has.
 * @throws LocusError E_SHAPE when a matrix has none of them
 */
export function narrow(content: FileContent, file: string, ranges: ColumnRanges): FileContent {
  const notes: string[] = [];
  const matrices = content.matrices.map((matrix) => {
    const cols = columnsTaken(ranges, matrix.cols);
    if (cols === 0) throw noColumn(file, matrix, ranges);
    if (cols === matrix.cols) return matrix;
    notes.push(
      `${file}: columns ${columnsText(ranges)} of ${matrix.name} (counting from 0) are the dimensions: ${count(cols)} of ${count(matrix.cols)}.`,
    );
    return narrowed(matrix, ranges, cols);
  });
  return { ...content, matrices, notes: [...content.notes, ...notes] };
}

function narrowed(matrix: ReadMatrix, ranges: ColumnRanges, cols: number): ReadMatrix {
  const { rows, cols: of, data } = matrix;
  const taken = new Float32Array(rows * cols);
  const inside = ranges.filter(([first]) => first < of);
  for (let row = 0; row < rows; row++) {
    let to = row * cols;
    for (const [first, last] of inside) {
      const part = data.subarray(row * of + first, row * of + Math.min(last + 1, of));
      taken.set(part, to);
      to += part.length;
    }
  }
  const issues = scanMatrix(taken, rows, cols);
  const { firstCol } = issues.nonFinite;
  const nonFinite = { ...issues.nonFinite, firstCol: columnOfFile(inside, firstCol) };
  const keptColumns = { ranges, of };
  return { ...matrix, cols, data: taken, issues: { ...issues, nonFinite }, keptColumns };
}

/** Which column of the file the so-manieth that was taken is. */
function columnOfFile(ranges: ColumnRanges, taken: number): number {
  let rest = taken;
  for (const [first, last] of ranges) {
    if (rest <= last - first) return taken < 0 ? taken : first + rest;
    rest -= last - first + 1;
  }
  return taken;
}

function noColumn(file: string, { name, cols }: ReadMatrix, ranges: ColumnRanges): LocusError {
  return new LocusError({
    code: 'E_SHAPE',
    message: `${file}: ${name} has ${plural(cols, 'column')}, none of them among ${columnsText(ranges)}.`,
    file,
    place: `column ${cols}`,
    hint: `Choose columns from 0 to ${cols - 1}.`,
  });
}
