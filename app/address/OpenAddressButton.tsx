import { useState } from 'react';
import { Button } from '../../src/ui/Button.tsx';
import { AddressDialog } from './AddressDialog.tsx';

/** Opens files by their addresses on the web. */
export function OpenAddressButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Open address…</Button>
      <AddressDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}
