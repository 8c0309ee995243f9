import type { FileSurvey } from '../../src/io/survey-types.ts';
import type { CategoryChoice } from '../../src/io/row-choice.ts';
import type { ColumnSurvey } from '../../src/io/survey-table.ts';

export interface CategoryOption {
  /** Of the list of options. */
  readonly id: string;
  readonly file: string;
  readonly column: ColumnSurvey & { readonly levels: NonNullable<ColumnSurvey['levels']> };
}

/** Columns of the drop by whose categories rows can be chosen: of tables that are joined, or came with the vectors. */
export function categoryOptions(files: readonly FileSurvey[]): CategoryOption[] {
  return files.flatMap(({ file, inside }) => {
    if (!inside?.table || (inside.join && 'problem' in inside.join)) return [];
    return inside.table.columns.flatMap((column): CategoryOption[] =>
      column.levels && column.levels.length > 0
        ? [
            {
              id: JSON.stringify([file, column.name]),
              file,
              column: { ...column, levels: column.levels },
            },
          ]
        : [],
    );
  });
}

/** The choice with a category taken or left; all of them is said without a list. */
export function withLevel(
  choice: CategoryChoice,
  all: readonly string[],
  level: string,
  isTaken: boolean,
): CategoryChoice {
  const { levels = all, ...rest } = choice;
  const taken = new Set(levels);
  if (isTaken) taken.add(level);
  else taken.delete(level);
  const inOrder = all.filter((one) => taken.has(one));
  return { ...rest, ...(inOrder.length < all.length && { levels: inOrder }) };
}
