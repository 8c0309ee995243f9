/** One measured line: our figure, the peer's in the same run where there is one, and the goal. */
export interface Line {
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  /** How many times better than the peer; larger is better. */
  readonly ratio?: number;
  /** The goal in words and whether it is met. */
  readonly goal?: { readonly text: string; readonly met: boolean };
}

const HEADER = ['line', 'Locus', 'peer', 'ratio', 'goal', 'met'];

/** The lines as a Markdown table with aligned columns. */
export function table(lines: readonly Line[]): string {
  const rows = [HEADER, ...lines.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const print = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [print(rows[0]!), rule, ...rows.slice(1).map(print)].join('\n');
}

function cells({ what, ours, unit, peer, ratio, goal }: Line): readonly string[] {
  return [
    what,
    `${figure(ours)} ${unit}`.trim(),
    peer ? `${figure(peer.value)} ${unit} (${peer.name})`.replace('  ', ' ') : '',
    ratio === undefined ? '' : `${figure(ratio)} x`,
    goal?.text ?? '',
    goal ? (goal.met ? 'yes' : 'NO') : '',
  ];
}

/** Three significant digits, whole numbers from 1,000. */
const figure = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
