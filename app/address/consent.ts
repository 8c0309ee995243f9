/** Hosts that the person agreed to fetch from, until the tab is closed. */
const KEY = 'locus-hosts';

function agreed(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((host) => typeof host === 'string') : []);
  } catch {
    return new Set(); // no storage, or somebody wrote into it
  }
}

/** The hosts that have to be asked about. */
export function notAgreed(hosts: readonly string[]): string[] {
  const known = agreed();
  return hosts.filter((host) => !known.has(host));
}

/** The person agreed: these hosts are not asked about again until the tab is closed. */
export function agree(hosts: readonly string[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...new Set([...agreed(), ...hosts])]));
  } catch {
    // Asked again next time.
  }
}
