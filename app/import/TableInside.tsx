import type { FileSurvey } from '../../src/io/survey-types.ts';
import type { ColumnSurvey, JoinPreview } from '../../src/io/survey-table.ts';
import { count } from '../recipe/chips.ts';

/** The columns of a table of the drop, and how it will be joined. */
export function TableInside({ file: { file, inside } }: { readonly file: FileSurvey }) {
  if (!inside?.table) return null;
  const { rows, columns, more } = inside.table;
  return (
    <section className="inside" aria-label={`Columns of ${file}`}>
      <h3 className="offers__file">
        {file}{' '}
        <span className="offers__about">
          {count(rows)} rows,{' '}
          {columns.length + more === 1 ? '1 column' : `${count(columns.length + more)} columns`}
        </span>
      </h3>
      {inside.join && <JoinLine join={inside.join} />}
      <div className="offers__scroll inside__scroll">
        <table className="offers__table">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Holds</th>
              <th scope="col">First values</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td>{holds(column)}</td>
                <td className="inside__values">{column.first.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className="import__note">{count(more)} more columns.</p>}
    </section>
  );
}

function JoinLine({ join }: { readonly join: JoinPreview }) {
  if ('problem' in join)
    return <p className="import__warning">Will not be joined: {join.problem}</p>;
  const { by, column, matched, unmatchedItems, unmatchedRows, caution } = join;
  const how = by === 'row' ? 'row by row' : `by column ${column}`;
  const rest = [
    unmatchedItems > 0 ? `${count(unmatchedItems)} items without a row` : '',
    unmatchedRows > 0 ? `${count(unmatchedRows)} rows without an item` : '',
  ].filter((part) => part !== '');
  return (
    <p className={rest.length > 0 || caution ? 'import__warning' : 'import__note'}>
      Joined to {join.with} {how}:{' '}
      {[by === 'row' ? `${count(matched)} rows` : `${count(matched)} matches`, ...rest].join(', ')}.
      {caution && ` ${caution}`}
    </p>
  );
}

const TYPES = {
  number: 'numbers',
  text: 'texts',
  category: 'categories',
  image: 'images',
} as const;

/** "12 categories", "numbers". */
const holds = ({ type, levels }: ColumnSurvey): string =>
  levels
    ? levels.length === 1
      ? '1 category'
      : `${count(levels.length)} categories`
    : TYPES[type];
