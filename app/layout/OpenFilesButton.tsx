import { useRef, type ReactNode } from 'react';
import { Button } from '../../src/ui/Button.tsx';
import { useSession } from '../session/hooks.ts';
import { isHidden } from '../session/local-files.ts';

/** A chosen folder brings everything below it. */
const isShown = (file: File): boolean => !file.webkitRelativePath.split('/').some(isHidden);

/** Opens the browser's own file dialog; several files may be chosen at once, or a folder. */
export function OpenFilesButton({
  children,
  variant = 'plain',
  folder = false,
}: {
  readonly children: ReactNode;
  readonly variant?: 'plain' | 'primary';
  readonly folder?: boolean;
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
        {...(folder && { webkitdirectory: '' })}
        type="file"
        multiple
        hidden
        aria-label={folder ? 'Folder to open' : 'Files to open'}
        data-testid={folder ? 'folder-input' : 'file-input'}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])].filter(isShown);
          // The same files can be chosen again, after they changed on disk.
          event.currentTarget.value = '';
          void opening.openFiles(files);
        }}
      />
    </>
  );
}
