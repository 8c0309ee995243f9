// `npm test`: installs what is missing, then runs every check. The last line is `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { bin, ensurePackages, run } from './ensure.mjs';

ensurePackages();
await ensureBrowser();

const reports = mkdtempSync(join(tmpdir(), 'locus-tests-'));
const total = { passed: 0, failed: 0 };

/** Runs one stage and adds what it counted. A stage that dies without a count is one failure. */
function stage(name, command, args, count = null) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const status = run(command, args, { env: { ...process.env, ...count?.env } });
  let counted = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  if (count) {
    try {
      counted = count.read(JSON.parse(readFileSync(count.file, 'utf8')));
      if (status !== 0 && counted.failed === 0) counted.failed = 1;
    } catch {
      counted = { passed: 0, failed: 1 };
    }
  }
  total.passed += counted.passed;
  total.failed += counted.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${counted.passed} passed, ${counted.failed} failed (${seconds} s)`);
}

/** A skipped test counts as failed: nothing here may be skipped. */
function vitest(name, project) {
  const file = join(reports, `${project}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  stage(name, bin('vitest'), ['run', '--project', project, ...reporters], {
    file,
    read: (report) => ({
      passed: report.numPassedTests,
      failed: report.numTotalTests - report.numPassedTests,
    }),
  });
}

function playwright(name, args) {
  const file = join(reports, `${name}.json`);
  stage(name, bin('playwright'), ['test', '--reporter=line,json', ...args], {
    file,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    read: ({ stats }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + stats.skipped,
    }),
  });
}

const npm = (name, script) => stage(name, 'npm', ['run', '--silent', script]);

stage('wasm kernels', process.execPath, ['scripts/build-wasm.mjs']);
npm('format', 'check:format');
npm('lint', 'check:lint');
npm('types', 'check:types');
npm('import rules', 'check:imports');
stage('build', process.execPath, ['scripts/build.mjs']);
vitest('unit tests', 'unit');
vitest('WebGPU kernels', 'gpu');
playwright('end to end', ['--project=once', '--workers=2']);
// How fluent a page is shows only where it has the machine to itself.
playwright('end to end, set-ups', ['--project=webgpu', '--project=no-webgpu', '--project=touch']);

rmSync(reports, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
