import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { bytesText } from '../../src/base/bytes.ts';
import { Button } from '../../src/ui/Button.tsx';
import { useLocus } from '../../src/state/hooks.ts';
import { Switch } from '../../src/ui/Switch.tsx';
import { useDetails, useSession } from '../session/hooks.ts';
import './memory-button.css';

/** Owners that the engine names, as a person says them; a kernel's own names stand as they are. */
const NAMES: Readonly<Record<string, string>> = {
  spaces: 'Vectors',
  results: 'Neighbour lists kept for the next run',
  kernels: 'Working memory',
};

/** What the engine holds, all together; opened, by owner. */
export function MemoryButton({ bytes }: { readonly bytes: Readonly<Record<string, number>> }) {
  const { opening } = useSession();
  const storage = useDetails((details) => details.storage);
  const hasData = useLocus((state) => state.dataset !== null);
  const owners = Object.entries(bytes)
    .filter(([, held]) => held > 0)
    .sort(([, a], [, b]) => b - a);
  if (owners.length === 0) return null;
  const total = owners.reduce((sum, [, held]) => sum + held, 0);
  return (
    <DialogTrigger>
      <Button variant="quiet">{bytesText(total)}</Button>
      <Popover className="memory" placement="top start" offset={4}>
        <Dialog aria-label="Memory held by the engine" className="memory__dialog">
          <table className="memory__table">
            <caption>Memory held by the engine</caption>
            <tbody>
              {owners.map(([owner, held]) => (
                <tr key={owner}>
                  <th scope="row">{NAMES[owner] ?? owner}</th>
                  <td>{bytesText(held)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Together</th>
                <td>{bytesText(total)}</td>
              </tr>
            </tfoot>
          </table>
          {hasData && (
            <Switch
              label="Hold the vectors as float16"
              isSelected={storage === 'f16'}
              onChange={(half) => void opening.setStorage(half ? 'f16' : 'f32')}
            />
          )}
          {hasData && (
            <p className="memory__note">
              Half the memory; the numbers are rounded to about 3 digits, and the recipe says so.
            </p>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
