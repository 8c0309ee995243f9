import { writeFileSync } from 'node:fs';
import { cancel } from './lines/cancel.ts';
import { gpu } from './lines/gpu.ts';
import { growth } from './lines/growth.ts';
import { innerProducts } from './lines/inner-products.ts';
import { layout } from './lines/layout.ts';
import { memory } from './lines/memory.ts';
import { neighbours } from './lines/neighbours.ts';
import { page } from './lines/page.ts';
import { pca } from './lines/pca.ts';
import { threads } from './lines/threads.ts';
import { umap } from './lines/umap.ts';
import { load, machine } from './machine.ts';
import { firstLine, type Part, type Scale } from './part.ts';
import { missed, table, type Row } from './table.ts';

/**
 * Runs the parts one after the other, so that nothing shares the machine, prints the table and writes bench/RESULTS.md.
 * `--quick` takes small sizes and under two minutes; `--only umap,pca` runs some parts. Neither writes the file.
 */
const PARTS: Readonly<Record<string, Part>> = {
  'inner-products': innerProducts,
  threads,
  neighbours,
  umap,
  layout,
  pca,
  gpu,
  cancel,
  memory,
  growth,
  page,
};

const argv = process.argv.slice(2);
const scale: Scale = argv.includes('--quick') ? 'quick' : 'full';
const chosen = argv.includes('--only')
  ? (argv[argv.indexOf('--only') + 1] ?? '').split(',')
  : Object.keys(PARTS);
if (chosen.some((name) => !(name in PARTS))) {
  console.error(`--only takes some of: ${Object.keys(PARTS).join(',')}`);
  process.exit(2);
}

const before = load();
const started = performance.now();
const rows: Row[] = [];
for (const name of chosen) rows.push(...(await measure(name, PARTS[name]!)));
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
const setting = `${machine()}; load ${before} at the start; ${minutes} minutes`;
const text = table(rows);
console.log(`\n${setting}\n\n${text}\n`);
const bad = rows.filter(missed).length;
console.log(
  bad === 0 ? 'Every goal is met.' : `${bad} of ${rows.length} lines failed or miss their goal.`,
);
if (scale === 'full' && !argv.includes('--only')) writeFileSync('bench/RESULTS.md', report(text));
// Whatever a peer left open does not hold up the end.
process.exit();

/** The lines of a part; one that fails says so and the rest goes on. */
async function measure(name: string, part: Part): Promise<Row[]> {
  const lines: Row[] = [];
  const begin = performance.now();
  try {
    for await (const line of part(scale)) {
      console.error(`measured: ${line.what}`);
      lines.push(line);
    }
  } catch (error) {
    console.error(error);
    lines.push({ what: `${name}, the rest of this part`, failed: firstLine(error) });
  }
  console.error(`${name}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  return lines;
}

function report(measured: string): string {
  const date = new Date().toISOString().slice(0, 10);
  return `# Measured

${date}, ${setting}.

Medians of one run of \`npm run bench\`. The ratio says how many times better Locus is than the peer in the same run.
What each line measures stands in \`bench/lines\`. Peak memory is that of a process of its own above its size before the
data was read: Locus, then the peer.
GFLOP/s count all N x N products; Locus computes each pair once and uses it for both rows, tfjs computes both.

${measured}
`;
}
