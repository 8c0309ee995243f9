/** A figure of another program in the same run. */
export interface Peer {
  readonly name: string;
  readonly value: number;
  /** In the unit of the line when left out. */
  readonly unit?: string;
}

/** One measured line: our figure, the peer's in the same run where there is one, and the goal. */
export interface Line {
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  readonly peer?: Peer;
  /** How many times better than the peer; larger is better. */
  readonly ratio?: number;
  /** Peak memory of both, in bytes above the start of the process. */
  readonly memory?: { readonly ours: number; readonly peer?: number };
  /** The goal in words and whether it is met. */
  readonly goal?: { readonly text: string; readonly met: boolean };
}

/** A line that could not be measured: it failed, or its peer is not installed here. */
export interface Missing {
  readonly what: string;
  readonly failed?: string;
  readonly notHere?: string;
}

export type Row = Line | Missing;

const HEADER = ['line', 'Locus', 'peer', 'ratio', 'peak memory', 'goal', 'met'];

/** The lines as a Markdown table with aligned columns. */
export function table(lines: readonly Row[]): string {
  const rows = [HEADER, ...lines.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const print = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [print(rows[0]!), rule, ...rows.slice(1).map(print)].join('\n');
}

/** Whether the line failed or misses its goal. */
export const missed = (row: Row): boolean =>
  'ours' in row ? row.goal?.met === false : row.failed !== undefined;

function cells(row: Row): readonly string[] {
  if (!('ours' in row)) {
    const { what, failed, notHere } = row;
    return [
      what,
      failed ? 'FAILED' : '',
      failed ?? `not here: ${notHere}`,
      '',
      '',
      '',
      failed ? 'NO' : '',
    ];
  }
  const { what, ours, unit, peer, ratio, memory, goal } = row;
  return [
    what,
    quantity(ours, unit),
    peer ? `${quantity(peer.value, peer.unit ?? unit)} (${peer.name})` : '',
    ratio === undefined ? '' : `${figure(ratio)} x`,
    memory
      ? [memory.ours, memory.peer]
          .filter((bytes) => bytes !== undefined)
          .map(megabytes)
          .join(', ')
      : '',
    goal?.text ?? '',
    goal ? (goal.met ? 'yes' : 'NO') : '',
  ];
}

const quantity = (value: number, unit: string): string => `${figure(value)} ${unit}`.trim();
const megabytes = (bytes: number): string => `${figure(bytes / 1e6)} MB`;

/** Three significant digits, whole numbers from 1,000. */
const figure = (value: number): string =>
  Math.abs(value) >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
