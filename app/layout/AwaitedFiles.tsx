import type { DataReference } from '../../src/state/workspace.ts';
import { useLocus } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { count } from '../recipe/chips.ts';
import './awaited-files.css';

type Files = Extract<DataReference, { kind: 'files' }>['files'];

/** A link made with a person's own files opens once the same files are dropped: it names them. */
export function AwaitedFiles({ files }: { readonly files: Files }) {
  const forget = useLocus((state) => state.forgetLink);
  return (
    <section className="awaited" aria-label="Files of this link">
      <h2 className="awaited__title">
        This link shows a view of {files.length === 1 ? 'this file' : 'these files'}. Drop{' '}
        {files.length === 1 ? 'it' : 'them'} to see it.
      </h2>
      <ul className="awaited__list">
        {files.map((file) => (
          <li key={file.sha256}>
            <strong>{file.name}</strong>, {count(file.bytes)} bytes
            <code className="awaited__hash">SHA-256 {file.sha256}</code>
          </li>
        ))}
      </ul>
      <Button onPress={forget}>Start without the link</Button>
    </section>
  );
}
