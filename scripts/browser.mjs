// Makes sure that there is a Chromium to test with: Debian's package when root on Debian, Playwright's own elsewhere.
import { existsSync } from 'node:fs';
import { chromiumPath } from './chromium.mjs';
import { bin, run } from './ensure.mjs';

export async function ensureBrowser() {
  if (chromiumPath()) return;
  const { chromium } = await import('playwright');
  if (existsSync(chromium.executablePath())) return;
  const debianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  console.log('Installing Chromium for the tests ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  const failed = debianRoot
    ? run('apt-get', ['-qq', 'update'], quiet) !== 0 ||
      run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], quiet) !== 0
    : run(bin('playwright'), ['install', 'chromium']) !== 0;
  if (failed) {
    console.error(
      'No Chromium could be installed. Install one and name it: LOCUS_CHROMIUM=/path/to/chromium npm test',
    );
    process.exit(1);
  }
}
