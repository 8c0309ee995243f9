import { writeFileSync } from 'node:fs';
import { words } from './data.ts';
import { dotLines } from './lines/dot.ts';
import { neighbourLines } from './lines/neighbours.ts';
import { pageLines } from './lines/page.ts';
import { umapLines } from './lines/umap.ts';
import { machine } from './machine.ts';
import { table, type Line } from './table.ts';

/**
 * Runs every line in turn, so that nothing shares the machine, prints the table and writes bench/RESULTS.md.
 * `--only page` (dot, neighbours, umap) runs one part and writes nothing.
 */
const parts: Readonly<Record<string, () => Promise<readonly Line[]>>> = {
  dot: dotLines,
  neighbours: async () => neighbourLines(await words()),
  umap: async () => umapLines(await words()),
  page: pageLines,
};
const flag = process.argv.indexOf('--only');
const only = flag < 0 ? null : (process.argv[flag + 1] ?? '');
if (only !== null && !(only in parts)) {
  console.error(`--only takes one of: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const lines: Line[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (only !== null && name !== only) continue;
  const measured = await part();
  for (const { what } of measured) console.error(`measured: ${what}`);
  lines.push(...measured);
}

const text = table(lines);
console.log(`\n${machine()}\n\n${text}`);
if (only === null) writeFileSync('bench/RESULTS.md', page(text));

function page(measured: string): string {
  const date = new Date().toISOString().slice(0, 10);
  return `# Measured

${date}, ${machine()}.

Medians of one run of \`npm run bench\`. The ratio says how many times better Locus is than the peer in the same run.
What each line measures stands in \`bench/lines\`.
GFLOP/s count all N x N products; Locus computes each pair once and uses it for both rows, tfjs computes both.

${measured}
`;
}
