import { useState } from 'react';
import { Button } from '../../src/ui/Button.tsx';
import { SaveIcon } from '../../src/ui/icons.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import type { What } from './out-table.ts';

const NAMES: Readonly<Record<What, string>> = {
  space: 'vectors',
  map: 'coordinates',
  selection: 'selection',
  metadata: 'metadata',
};

/** Saves what is open as a file; the dialog begins with what stands beside the button. */
export function ExportButton({
  what,
  wordClass,
}: {
  readonly what: What;
  /** Where a narrow place leaves the icon alone: the class that hides the word. */
  readonly wordClass?: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={`Save as…: ${NAMES[what]}`} onPress={() => setOpen(true)}>
        {wordClass && <SaveIcon />} <span className={wordClass}>Save as…</span>
      </Button>
      <ExportDialog what={what} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
