/** Rows and columns, both at least 1. */
export interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** "10000x200", "10000_200d": rows, then columns. */
const BOTH = /(\d{1,10})(?:\s*[x×]\s*|[_-](?=\d+d(?![a-z0-9])))(\d{1,7})(?!\d)/giu;
/** "200d": columns alone. */
const COLUMNS = /(?:^|[^0-9a-z])(\d{1,7})d(?![a-z0-9])/giu;

/**
 * The shape that a file's name says, as those of the TensorFlow Projector do ("word2vec_10000_200d_tensors").
 * @param count of numbers in the file
 * @returns the shape that fits the count, else one that the name says and that does not
 */
export function shapesIn(
  name: string,
  count: number,
): { readonly fitting: Shape | null; readonly said: Shape | null } {
  const said: Shape[] = [];
  for (const [, rows, cols] of name.matchAll(BOTH))
    said.push({ rows: Number(rows), cols: Number(cols) });
  for (const [, digits] of name.matchAll(COLUMNS)) {
    const cols = Number(digits);
    if (cols > 0 && count % cols === 0) said.push({ rows: count / cols, cols });
  }
  const whole = said.filter(({ rows, cols }) => rows > 0 && cols > 0);
  const fitting = whole.find(({ rows, cols }) => rows * cols === count) ?? null;
  return { fitting, said: whole[0] ?? null };
}
