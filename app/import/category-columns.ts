import type { FileSurvey } from '../../src/io/survey-types.ts';
import { takesLevel, type CategoryChoice } from '../../src/io/row-choice.ts';
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

/** The choice with a category taken or left, said by the shorter list: links carry it. All of them is said without a list. */
export function withLevel(
  choice: CategoryChoice,
  all: readonly string[],
  level: string,
  isTaken: boolean,
): CategoryChoice {
  const { kind, file, column, seed, count } = choice;
  const wasTaken = takesLevel(choice);
  const levels: string[] = [];
  const except: string[] = [];
  for (const one of all) ((one === level ? isTaken : wasTaken(one)) ? levels : except).push(one);
  return {
    ...{ kind, file, column, seed },
    ...(count !== undefined && { count }),
    ...(except.length > 0 && (lengthOf(except) < lengthOf(levels) ? { except } : { levels })),
  };
}

/** Characters that a list takes in a link, about. */
const lengthOf = (levels: readonly string[]): number =>
  levels.reduce((sum, level) => sum + level.length + 3, 0);
