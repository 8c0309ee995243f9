/** What a fetch tells the hosts. */
export function ConsentText({ hosts }: { readonly hosts: readonly string[] }) {
  return (
    <>
      <p>
        Locus will fetch from <strong>{hostList(hosts)}</strong>: your address, and nothing else, is
        sent to it.
      </p>
      <p className="address__note">
        As on any visit, {hosts.length === 1 ? 'it' : 'each'} sees your network address, your
        browser and which file is asked for, and may pass the request on to a server of its own. No
        cookies, nothing about your data.
      </p>
    </>
  );
}

/** "a.org and b.org". */
export const hostList = (hosts: readonly string[]): string =>
  new Intl.ListFormat('en').format(hosts);
