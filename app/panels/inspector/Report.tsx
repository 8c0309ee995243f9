import type { ReportHistogram, ReportTable, ReportValue } from '../../../src/analysis/types.ts';
import { numberText } from './number-text.ts';
import './report.css';

/** A report of any method: what to act on first, then the figures. */
export function Report({ report }: { readonly report: ReportValue }) {
  return (
    <div className="report">
      {report.issues.length > 0 && (
        <ul className="report__issues">
          {report.issues.map((issue) => (
            <li key={issue.text} className={`report__issue report__issue--${issue.severity}`}>
              {issue.text} <span className="report__note">{issue.hint}</span>
            </li>
          ))}
        </ul>
      )}
      <dl className="report__lines">
        {report.summary.map((line) => (
          <div key={line.label} className="report__line" title={line.note}>
            <dt>{line.label}</dt>
            <dd>
              {numberText(line.value)}
              {line.unit && <span className="report__note"> {line.unit}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {report.histograms.map((histogram) => (
        <Histogram key={histogram.title} histogram={histogram} />
      ))}
      {report.tables.map((table) => (
        <Table key={table.title} table={table} />
      ))}
    </div>
  );
}

/** Bars as wide as their interval; the figures are in the text for those who do not see them. */
function Histogram({ histogram }: { readonly histogram: ReportHistogram }) {
  const { title, axis, edges, counts } = histogram;
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? 1;
  const span = last - first || 1;
  const tallest = Math.max(1, ...counts);
  const height = 48;
  return (
    <figure className="report__figure">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 240 ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: from ${numberText(first)} to ${numberText(last)}, ${counts.length} intervals`}
      >
        {counts.map((count, i) => {
          const left = ((edges[i]! - first) / span) * 240;
          const right = ((edges[i + 1]! - first) / span) * 240;
          const tall = (count / tallest) * height;
          return (
            <rect
              key={edges[i]}
              x={left}
              y={height - tall}
              width={Math.max(0.5, right - left - 0.5)}
              height={tall}
            />
          );
        })}
      </svg>
      <div className="report__axis">
        <span>{numberText(first)}</span>
        <span>{axis}</span>
        <span>{numberText(last)}</span>
      </div>
    </figure>
  );
}

function Table({ table }: { readonly table: ReportTable }) {
  return (
    <details className="report__details">
      <summary>{table.title}</summary>
      {table.note && <p className="report__note">{table.note}</p>}
      <div className="report__scroll">
        <table className="report__table">
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column.label} scope="col">
                  {column.label}
                  {column.unit && ` (${column.unit})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, r) => (
              <tr key={r}>
                {row.map((cell, c) => (
                  <td key={c}>{numberText(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
