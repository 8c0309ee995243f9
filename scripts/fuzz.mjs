// Damages every fixture of every format 2,000 times (or as often as said) and reads it; one process for each processor.
// npm run fuzz [-- 5000] [-- --only gguf,npy]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, ensurePackages, ROOT } from './ensure.mjs';

ensurePackages();
const args = process.argv.slice(2);
const runs = args.find((arg) => /^\d+$/.test(arg)) ?? '2000';
const only = args.includes('--only') ? args[args.indexOf('--only') + 1]?.split(',') : null;

const io = join(ROOT, 'src', 'io');
const fixtures = (id) => {
  const folder = join(io, id, 'testdata');
  return existsSync(folder) ? readdirSync(folder).length : 0;
};
const all = readdirSync(io).filter((id) => existsSync(join(io, id, 'reader.ts')));
const unknown = only?.find((id) => !all.includes(id));
if (unknown !== undefined) {
  console.error(`--only takes some of: ${all.join(',')}`);
  process.exit(2);
}
// The longest first, so that no process works alone at the end.
const queue = (only ?? all).sort((a, b) => fixtures(b) - fixtures(a));
const reports = mkdtempSync(join(tmpdir(), 'locus-fuzz-'));
const started = performance.now();
const rows = [];
let failed = 0;

/** One format in a process of its own. What it prints is shown when it fails. */
function fuzz(id) {
  const report = join(reports, id);
  const began = performance.now();
  const child = spawn(bin('vitest'), ['run', '--project', 'unit', 'src/io/fuzz.test.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      LOCUS_FUZZ_RUNS: runs,
      LOCUS_FUZZ_FORMATS: id,
      LOCUS_FUZZ_REPORT: report,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (said += text.toString()));
  return new Promise((settle) =>
    child.once('close', (status) => {
      const seconds = (performance.now() - began) / 1000;
      if (status !== 0) {
        failed++;
        console.error(said);
      }
      const met = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
      rows.push(
        line(
          id,
          met.map((text) => JSON.parse(text)),
          seconds,
          status === 0,
        ),
      );
      console.error(`${id}: ${seconds.toFixed(0)} s${status === 0 ? '' : ', FAILED'}`);
      settle();
    }),
  );
}

/** A row of the table: sums over the fixtures of a format, and its two extremes with the seeds that repeat them. */
function line(id, met, seconds, isRight) {
  const sum = met.reduce((total, { runs: done }) => total + done, 0);
  const extreme = (field) =>
    met.reduce((most, one) => (one[field].value > most[field].value ? one : most), met[0]);
  const slowest = met.length > 0 ? extreme('slowest') : null;
  const largest = met.length > 0 ? extreme('largest') : null;
  return [
    id,
    String(met.length),
    sum.toLocaleString('en'),
    slowest ? `${slowest.slowest.value.toFixed(0)} ms (${slowest.fixture})` : '',
    largest ? `${(largest.largest.value / 1e6).toFixed(1)} MB (${largest.fixture})` : '',
    `${seconds.toFixed(0)} s`,
    isRight ? 'yes' : 'NO',
  ];
}

async function worker() {
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) await fuzz(id);
}
await Promise.all(Array.from({ length: availableParallelism() }, worker));
rmSync(reports, { recursive: true });

const header = [
  'format',
  'fixtures',
  'mutations',
  'slowest',
  'largest allocation',
  'time',
  'right',
];
rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
const widths = header.map((_, i) => Math.max(...[header, ...rows].map((cells) => cells[i].length)));
const print = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
console.log([print(header), rule, ...rows.map(print)].join('\n'));
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(
  failed === 0
    ? `Every damaged file was read or refused; ${minutes} minutes.`
    : `${failed} of ${rows.length} formats failed; ${minutes} minutes.`,
);
process.exitCode = failed === 0 ? 0 : 1;
