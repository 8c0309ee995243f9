import type { DataReference } from '../../src/state/workspace.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { count } from '../recipe/chips.ts';
import { useSession } from '../session/hooks.ts';
import { readAddresses } from './addresses.ts';
import { ConsentText, hostList } from './ConsentText.tsx';
import { agree } from './consent.ts';
import '../layout/awaited-files.css';
import './address.css';

type Files = Extract<DataReference, { kind: 'url' }>['files'];

/** A link to data on the web says what it would fetch and from where. It never fetches by itself. */
export function AwaitedAddresses({ files }: { readonly files: Files }) {
  const { opening } = useSession();
  const forget = useLocus((state) => state.forgetLink);
  const { files: remote, hosts, problem } = readAddresses(files.map(({ url }) => url).join('\n'));
  return (
    <section className="awaited" aria-label="Addresses of this link">
      <h2 className="awaited__title">
        This link shows a view of {files.length === 1 ? 'a file' : `${files.length} files`} on the
        web.
      </h2>
      <ul className="awaited__list">
        {files.map(({ url, name, bytes, sha256 }) => (
          <li key={url}>
            <strong>{name}</strong>, {count(bytes)} bytes
            <span className="address__url">{url}</span>
            <code className="awaited__hash">SHA-256 {sha256}</code>
          </li>
        ))}
      </ul>
      {problem ? (
        <p className="field__error">
          {problem.message} {problem.hint}
        </p>
      ) : (
        <div>
          <ConsentText hosts={hosts} />
        </div>
      )}
      <div className="address__actions">
        {!problem && (
          <Button
            variant="primary"
            onPress={() => {
              agree(hosts);
              void opening.openFiles(remote);
            }}
          >
            Fetch from {hostList(hosts)}
          </Button>
        )}
        <Button onPress={forget}>Start without the link</Button>
      </div>
    </section>
  );
}
