import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load, machine } from './machine.ts';
import type { Scale } from './part.ts';
import { PARTS } from './parts.ts';
import { missed, table, type Row } from './table.ts';

/** No part may hold up the rest for longer. */
const LIMIT_MS = 60 * 60_000;

const argv = process.argv.slice(2);
const scale: Scale = argv.includes('--quick') ? 'quick' : 'full';
const chosen = argv.includes('--only')
  ? (argv[argv.indexOf('--only') + 1] ?? '').split(',')
  : Object.keys(PARTS);
if (chosen.some((name) => !(name in PARTS))) {
  console.error(`--only takes some of: ${Object.keys(PARTS).join(',')}`);
  process.exit(2);
}

/**
 * Runs the parts one after the other, so that nothing shares the machine, prints the table and writes bench/RESULTS.md.
 * `--quick` takes small sizes and under two minutes; `--only umap,pca` runs some parts. Neither writes the file.
 */
const before = load();
const started = performance.now();
const rows: Row[] = [];
for (const name of chosen) rows.push(...(await measure(name)));
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
const setting = `${machine()}; load ${before} at the start; ${minutes} minutes`;
const text = table(rows);
console.log(`\n${setting}\n\n${text}\n`);
const bad = rows.filter(missed).length;
console.log(
  bad === 0 ? 'Every goal is met.' : `${bad} of ${rows.length} lines failed or miss their goal.`,
);
if (scale === 'full' && !argv.includes('--only')) writeFileSync('bench/RESULTS.md', report(text));

/** The lines of a part; one that fails or dies says so and the rest goes on. */
async function measure(name: string): Promise<Row[]> {
  const lines: Row[] = [];
  const begin = performance.now();
  const child = fork(resolve('dist', 'bench', 'part-process.js'), [name, scale], {
    timeout: LIMIT_MS,
  });
  child.on('message', (line: Row) => {
    console.error(`measured: ${line.what}`);
    lines.push(line);
  });
  const end = await new Promise((settle) =>
    child.once('close', (code, signal) => settle(signal ?? code)),
  );
  if (end !== 0)
    lines.push({ what: `${name}, the rest of this part`, failed: `its process ended with ${end}` });
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
