/** What a fetch tells the hosts. */
export function ConsentText({ hosts }: { readonly hosts: readonly string[] }) {
  return (
    <>
      <p>
        Locus will fetch from <strong>{hostList(hosts)}</strong>: your network (IP) address, and
        nothing about your data, is sent to {hosts.length === 1 ? 'it' : 'them'}.
      </p>
      <p className="address__note">
        As on any visit, {hosts.length === 1 ? 'it' : 'each'} sees that address, your browser and
        which file is asked for, and may pass the request on to a server of its own. No cookies are
        sent. Until you close this tab, you are not asked about{' '}
        {hosts.length === 1 ? 'this host' : 'these hosts'} again.
      </p>
    </>
  );
}

/** "a.org and b.org". */
export const hostList = (hosts: readonly string[]): string =>
  new Intl.ListFormat('en').format(hosts);
