import { useRef, type ReactNode } from 'react';
import { Button } from '../../src/ui/Button.tsx';
import { useSession } from '../session/hooks.ts';

/** Opens the browser's own file dialog; several files may be chosen at once. */
export function OpenFilesButton({
  children,
  variant = 'plain',
}: {
  readonly children: ReactNode;
  readonly variant?: 'plain' | 'primary';
}) {
  const { opening } = useSession();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant={variant} onPress={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to open"
        data-testid="file-input"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same files can be chosen again, after they changed on disk.
          event.currentTarget.value = '';
          void opening.openFiles(files);
        }}
      />
    </>
  );
}
