import { useId, useState } from 'react';
import { Button } from '../../src/ui/Button.tsx';
import { DialogTitle, ModalFrame } from '../../src/ui/ModalFrame.tsx';
import { useSession } from '../session/hooks.ts';
import { readAddresses, type Addresses } from './addresses.ts';
import { agree, notAgreed } from './consent.ts';
import { ConsentText, hostList } from './ConsentText.tsx';
import './address.css';

/** Takes addresses and asks, once for each host, before anything is fetched. */
export function AddressDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  return (
    <ModalFrame isOpen={isOpen} onClose={onClose} frameClass="address__frame">
      {isOpen && <AddressForm onClose={onClose} />}
    </ModalFrame>
  );
}

function AddressForm({ onClose }: { readonly onClose: () => void }) {
  const { opening } = useSession();
  const [text, setText] = useState('');
  const [asking, setAsking] = useState<readonly string[]>([]);
  const [wasSent, setSent] = useState(false);
  const read = readAddresses(text);
  const fetchThem = (): void => {
    agree(asking);
    onClose();
    void opening.openFiles(read.files);
  };
  const submit = (): void => {
    setSent(true);
    if (read.problem || read.better !== null || read.files.length === 0) return;
    const ask = notAgreed(read.hosts);
    if (ask.length === 0) fetchThem();
    else setAsking(ask);
  };
  return (
    <>
      <DialogTitle>Open address</DialogTitle>
      {asking.length > 0 ? (
        <>
          <div className="dialog__body address" data-testid="consent">
            <ConsentText hosts={asking} />
            <ul className="address__list">
              {read.files.map(({ url }) => (
                <li key={url}>{url}</li>
              ))}
            </ul>
          </div>
          <div className="dialog__actions">
            <Button onPress={() => setAsking([])}>Back</Button>
            <Button variant="primary" autoFocus onPress={fetchThem}>
              Fetch from {hostList(asking)}
            </Button>
          </div>
        </>
      ) : (
        <>
          <AddressField text={text} read={read} wasSent={wasSent} onChange={setText} />
          <div className="dialog__actions">
            <Button onPress={onClose}>Cancel</Button>
            <Button variant="primary" isDisabled={text.trim() === ''} onPress={submit}>
              Open
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function AddressField({
  text,
  read,
  wasSent,
  onChange,
}: {
  readonly text: string;
  readonly read: Addresses;
  /** An address that is still being typed is not complained about. */
  readonly wasSent: boolean;
  readonly onChange: (text: string) => void;
}) {
  const id = useId();
  const { problem, better } = read;
  const isWrong = wasSent && problem !== null;
  return (
    <div className="dialog__body address">
      <label className="field__label" htmlFor={id}>
        Addresses of the files, one a line
      </label>
      <textarea
        id={id}
        className="field__input address__text"
        autoFocus
        spellCheck={false}
        rows={3}
        placeholder="https://…/vectors.safetensors"
        value={text}
        aria-invalid={isWrong}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-note`} className="address__notes" role="status">
        {isWrong && (
          <p className="field__error">
            {problem.message} {problem.hint}
          </p>
        )}
        {better !== null && (
          <>
            <p className="address__warning">
              {read.files.length === 1 ? 'This address leads' : 'Some addresses lead'} to a page
              about the file, not to the file. The file itself:
            </p>
            <p className="address__better">{better}</p>
            <Button onPress={() => onChange(better)}>Take the file</Button>
          </>
        )}
        {!isWrong && better === null && (
          <p className="address__note">
            Of formats that list their contents, only the headers and the matrices you choose are
            fetched, if the server can send parts of a file; else the whole file is.
          </p>
        )}
      </div>
    </div>
  );
}
