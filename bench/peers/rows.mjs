/** The rows of a matrix as the arrays that most JavaScript libraries want. */
export const rowsOf = ({ data, rows, cols }, Type = Array) =>
  Array.from({ length: rows }, (_, i) => Type.from(data.subarray(i * cols, (i + 1) * cols)));

/** The same with every row scaled to length 1: Euclidean neighbours of these are cosine neighbours. */
export const unitRowsOf = (x, Type = Array) =>
  rowsOf(x, Type).map((row) => {
    const norm = Math.hypot(...row);
    return row.map((value) => value / norm);
  });
