import { useEffect, useRef, useState } from 'react';
import type { DataReference } from '../../src/state/workspace.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { Dialog } from '../../src/ui/Dialog.tsx';
import { count } from '../recipe/chips.ts';
import { copyText } from './copy-text.ts';
import './share.css';

/** The link to this view: copied when the dialog opens, shown to copy by hand where that is not allowed. */
export function ShareDialog({
  address,
  onClose,
}: {
  /** Null while the dialog is closed. */
  readonly address: string | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Share this view" isOpen={address !== null} onClose={onClose}>
      {address !== null && <ShareBody address={address} />}
    </Dialog>
  );
}

function ShareBody({ address }: { readonly address: string }) {
  const data = useLocus((state) => state.workspace.data);
  const problem = useLocus((state) => state.linkProblem);
  const [copied, setCopied] = useState<boolean | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    input.current?.select();
    setCopied(await copyText(address));
  };
  useEffect(() => {
    input.current?.select();
    void copyText(address).then(setCopied);
  }, [address]);
  return (
    <>
      <div className="share__row">
        <input
          ref={input}
          className="share__link"
          readOnly
          aria-label="Link to this view"
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button variant="primary" onPress={() => void copy()}>
          Copy
        </Button>
      </div>
      <p role="status" data-testid="share-status">
        {copied === true && 'Copied.'}
        {copied === false &&
          'The browser did not allow copying. The link is selected: copy it by hand.'}
      </p>
      <p>
        The link holds the projection and its parameters, colours, camera, selection and inspected
        item. It holds no data.
      </p>
      {data && <DataNote data={data} />}
      {problem && (
        <p className="share__problem">
          {problem.message} {problem.hint}
        </p>
      )}
    </>
  );
}

function DataNote({ data }: { readonly data: DataReference }) {
  if (data.kind === 'sample') {
    return <p>Whoever opens it sees the same view: the sample comes with Locus.</p>;
  }
  if (data.kind === 'url') {
    return (
      <>
        <p>
          It names where the data lie. Whoever opens it is asked before anything is fetched from
          there:
        </p>
        <ul className="share__files">
          {data.files.map(({ url, bytes }) => (
            <li key={url}>
              {url}, {count(bytes)} bytes
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <p>
        Your files stay with you. Whoever opens the link is asked for the same{' '}
        {data.files.length === 1 ? 'file' : 'files'}:
      </p>
      <ul className="share__files">
        {data.files.map((file) => (
          <li key={file.sha256}>
            {file.name}, {count(file.bytes)} bytes
            <code>SHA-256 {file.sha256}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
